import { AccountClient, PutAlternateContactCommand } from '@aws-sdk/client-account';
import { afterEach, describe, expect, it } from 'vitest';
import type { Contact } from '../../schemas/compiled/contact.js';
import { makeRequest, REQUESTER, type Requester, SOC, until } from './requester.ts';
import type { TestStack } from './stack.ts';
import { useStack } from './use-stack.ts';

const OTHER: Contact = { ...SOC, name: 'Somebody else' };

let stack: TestStack;
let user: Requester;

useStack(
  (used) => {
    ({ stack, user } = used);
  },
  { accountQuotas: false },
);

afterEach(async () => {
  await stack.setFaults([]);
});

describe('a contact that was changed by somebody else after it was planned', () => {
  it('is a CONFLICT and is not overwritten, and the requester hears of it', async () => {
    const { requestId, link } = await pending('900000000401');
    await setPastTheService('900000000401', OTHER);
    await user.vote(link, 'approve');
    const { execution } = await user.end(requestId);
    expect(execution).toMatchObject({ status: 'FAILED', error: 'ChangeRequestFailed' });
    expect(await user.contact('900000000401', 'SECURITY')).toEqual(OTHER);
    const mail = await until('the mail', async () =>
      (await stack.mails()).find(
        ({ subject, destination, body }) =>
          subject.startsWith('Failed') && destination.to.includes(REQUESTER) && body.text?.includes(requestId),
      ),
    );
    expect(mail.body.text).toMatch(/changed in the meantime, so it was left alone/);
  });

  it('is changed when the change is requested again and approved for the current contact', async () => {
    const { requestId, link } = await pending('900000000401');
    await user.vote(link, 'approve');
    expect((await user.end(requestId)).output.status).toBe('APPLIED');
    expect(await user.contact('900000000401', 'SECURITY')).toEqual(SOC);
  });
});

describe('two approved requests for one contact', () => {
  it('are applied one after the other: the second is a CONFLICT, because the contact is no longer what its approvers saw', async () => {
    const one = await pending('900000000402');
    const two = await pending('900000000402', OTHER);
    await Promise.all([user.vote(one.link, 'approve'), user.vote(two.link, 'approve')]);
    const ends = [await user.end(one.requestId), await user.end(two.requestId)];
    expect(ends.map(({ execution }) => execution.status).sort()).toEqual(['FAILED', 'SUCCEEDED']);
    const winner = ends[0]?.execution.status === 'SUCCEEDED' ? SOC : OTHER;
    expect(await user.contact('900000000402', 'SECURITY')).toEqual(winner);
    const puts = (await stack.calls()).filter(
      ({ operation, input }) => operation === 'PutAlternateContact' && input['AccountId'] === '900000000402',
    );
    expect(puts).toHaveLength(1);
  });

  it('are both APPLIED when they ask for the same change, and the second says that it was already in place', async () => {
    const one = await pending('900000000403');
    const two = await pending('900000000403');
    await user.vote(one.link, 'approve');
    await user.end(one.requestId);
    await user.vote(two.link, 'approve');
    expect((await user.end(two.requestId)).output.status).toBe('APPLIED');
    const { history, results } = await user.record(two.requestId);
    const applied = { accountId: '900000000403', alternateContactType: 'SECURITY', alreadyInPlace: true };
    expect(results).toEqual([{ ...applied, status: 'APPLIED' }]);
    expect(history).toContainEqual(expect.objectContaining({ type: 'ChangeApplied', ...applied }));
  });
});

describe('a contact that is to be removed', () => {
  it('is APPLIED, and says that it was already gone, when another request has removed it', async () => {
    await setPastTheService('900000000404', SOC);
    const request = makeRequest({
      changes: [{ accountId: '900000000404', alternateContactType: 'SECURITY', action: 'DELETE' }],
    });
    await user.put(request);
    const other = makeRequest({ changes: request.changes });
    await user.put(other);
    const [link, otherLink] = [await user.link(request.requestId), await user.link(other.requestId)];
    await user.vote(link, 'approve');
    await user.end(request.requestId);
    await user.vote(otherLink, 'approve');
    expect((await user.end(other.requestId)).output.status).toBe('APPLIED');
    const { results } = await user.record(other.requestId);
    expect(results).toEqual([expect.objectContaining({ alreadyInPlace: true })]);
  });
});

describe('late reads', () => {
  it.each([
    { what: 'show the old contact for a while', flickers: false, accountId: '900000000405' },
    { what: 'show the old contact now and then', flickers: true, accountId: '900000000406' },
  ])('lead to one write and an applied change when they $what', async ({ flickers, accountId }) => {
    const { requestId, link } = await pending(accountId);
    await stack.setFaults([{ operation: 'PutAlternateContact', times: 1, visibleAfterMs: 2500, flickers }]);
    await user.vote(link, 'approve');
    const { output, history } = await user.end(requestId);
    expect(output.status).toBe('APPLIED');
    expect(await user.contact(accountId, 'SECURITY')).toEqual(SOC);
    const failures = history.flatMap(({ lambdaFunctionFailedEventDetails: failed }) => failed?.error ?? []);
    expect(new Set(failures)).toEqual(new Set(['ContactNotYetVisibleError']));
    const record = await user.record(requestId);
    expect(record.history.filter(({ type }) => type === 'ChangeApplied')).toHaveLength(1);
  });
});

async function pending(accountId: string, contact = SOC): Promise<{ requestId: string; link: string }> {
  const { requestId, ...request } = makeRequest({
    changes: [{ accountId, alternateContactType: 'SECURITY', action: 'PUT', contact }],
  });
  await user.put({ requestId, ...request });
  return { requestId, link: await user.link(requestId) };
}

/** As an administrator may, without the service. */
async function setPastTheService(accountId: string, contact: Contact): Promise<void> {
  await new AccountClient(stack.client).send(
    new PutAlternateContactCommand({
      AccountId: accountId,
      AlternateContactType: 'SECURITY',
      Name: contact.name,
      Title: contact.title,
      EmailAddress: contact.emailAddress,
      PhoneNumber: contact.phoneNumber,
    }),
  );
}
