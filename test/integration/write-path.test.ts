import { AccountClient, PutAlternateContactCommand } from '@aws-sdk/client-account';
import { afterEach, describe, expect, it, vi } from 'vitest';
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

describe('two requests for one contact', () => {
  it('are applied one after the other: the approvers of the second are asked again, for the contact as it is then', async () => {
    const accountId = '900000000402';
    const one = await pending(accountId);
    const two = await pending(accountId, OTHER);
    await user.vote(one.link, 'approve');
    expect((await user.end(one.requestId)).output.status).toBe('APPLIED');
    const again = await until('the second link', async () => (await user.links()).get(two.requestId)?.[1]);
    expect(await user.contact(accountId, 'SECURITY')).toEqual(SOC);
    expect((await user.record(two.requestId)).plan).toMatchObject([{ before: SOC, after: OTHER }]);
    await user.vote(again, 'approve');
    expect((await user.end(two.requestId)).output.status).toBe('APPLIED');
    expect(await user.contact(accountId, 'SECURITY')).toEqual(OTHER);
  });

  it('leave the second UNCHANGED, without another vote, when they ask for the same', async () => {
    const one = await pending('900000000403');
    const two = await pending('900000000403');
    await user.vote(one.link, 'approve');
    await user.end(one.requestId);
    expect((await user.end(two.requestId)).output.status).toBe('UNCHANGED');
  });
});

describe('a contact that somebody else has changed as approved', () => {
  it('is APPLIED, and says that it was already in place', async () => {
    const { requestId, link } = await pending('900000000404');
    await setPastTheService('900000000404', SOC);
    await user.vote(link, 'approve');
    expect((await user.end(requestId)).output.status).toBe('APPLIED');
    const { history, results } = await user.record(requestId);
    const applied = { accountId: '900000000404', alternateContactType: 'SECURITY', alreadyInPlace: true };
    expect(results).toEqual([{ ...applied, status: 'APPLIED' }]);
    expect(history).toContainEqual(expect.objectContaining({ type: 'ChangeApplied', ...applied }));
  });
});

describe('late reads', () => {
  it.each([
    { what: 'show the old contact for a while', flickers: false, accountId: '900000000405' },
    { what: 'show the old contact now and then', flickers: true, accountId: '900000000406' },
  ])('lead to one write and a confirmed change when they $what', async ({ flickers, accountId }) => {
    const { requestId, link } = await pending(accountId);
    await stack.setFaults([{ operation: 'PutAlternateContact', times: 1, visibleAfterMs: 2500, flickers }]);
    await user.vote(link, 'approve');
    const { output, history } = await user.end(requestId);
    expect(output).toMatchObject({ status: 'APPLIED', results: [{ status: 'APPLIED' }] });
    expect(output.results?.[0]).not.toHaveProperty('confirmed');
    // One read that shows the new contact has proven the write; the next one may still show the old.
    await vi.waitFor(async () => expect(await user.contact(accountId, 'SECURITY')).toEqual(SOC), {
      timeout: 5000,
      interval: 500,
    });
    const failures = history.flatMap(({ lambdaFunctionFailedEventDetails: failed }) => failed?.error ?? []);
    expect(failures).toEqual([]);
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
