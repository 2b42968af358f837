import '../environment.ts';

import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { leaveContacts } from '../../../functions/aws/contact-claims.ts';
import { claimSummary, holdMail, listHeldMails, releaseMails } from '../../../functions/aws/held-mails.ts';
import { giveMailBack, takeMail } from '../../../functions/aws/mail-budget.ts';
import { addOpenRequest } from '../../../functions/aws/open-requests.ts';
import { enterRequester, leaveRequester } from '../../../functions/aws/requester-load.ts';
import { isNewsFor } from '../../../functions/aws/told-once.ts';
import { recordOf } from '../../../functions/domain/ledger/evolve.ts';
import type { ProvenBy } from '../../../functions/domain/request/request.ts';
import {
  APPROVER,
  BILLING,
  changeRequest,
  deleteChange,
  OTHER_APPROVER,
  putChange,
  REQUESTER,
  requested,
  SECURITY,
  VOTED_AT,
} from '../builders.ts';
import { fakeClient } from './fake-client.ts';
import { FakeTable } from './fake-table.ts';

let table: FakeTable;

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(VOTED_AT), toFake: ['Date'] });
  table = new FakeTable();
  fakeClient(DynamoDBDocumentClient, table.answer);
});

const pass = (minutes: number) => vi.setSystemTime(Date.now() + minutes * 60_000);
const asked = (
  requestId: string,
  { requestedBy = REQUESTER, provenBy = 'iam' as ProvenBy, changes = [putChange()] } = {},
) => recordOf([requested({ request: changeRequest({ requestId, requestedBy, changes }), provenBy })]);
const stored = () =>
  JSON.stringify([...table.items.values()], (_, value) => (value instanceof Set ? [...value] : value));

describe('enterRequester', () => {
  const enter = (record = asked('one'), most = 2) => enterRequester(record, {}, most);

  it('takes as many requests of one person as the limit says, under all of their addresses, and names the limit', async () => {
    await enter();
    await enter(asked('two', { requestedBy: 'Jane+aws@example.com' }));
    await expect(enter(asked('three'))).rejects.toMatchObject({ name: 'TooManyOfRequesterError' });
  });

  it('takes the same request again, and another one once one of them has left', async () => {
    await enter();
    await enter(asked('two'));
    await enter();
    await leaveRequester(asked('one'), {});
    await leaveRequester(asked('one'), {});
    await enter(asked('three'));
    await expect(enter(asked('four'))).rejects.toThrow();
  });

  it('counts what only claims to be of somebody apart from what is proven to be theirs', async () => {
    for (const id of ['one', 'two']) await enter(asked(id, { provenBy: 'claimed' }));
    await expect(enter(asked('three', { provenBy: 'claimed' }))).rejects.toThrow();
    await enter(asked('four'));
  });

  it('stores no address, and an end', async () => {
    await enter();
    expect(stored()).not.toContain('jane');
    expect([...table.items.values()]).toEqual([expect.objectContaining({ ttl: expect.any(Number) })]);
  });
});

describe('addOpenRequest with a limit', () => {
  it('refuses the request when one of its contacts has as many, and leaves no trace of it once it is removed', async () => {
    await addOpenRequest(asked('one'), 1);
    await addOpenRequest(asked('one'), 1);
    const both = asked('two', { changes: [deleteChange(BILLING), putChange(SECURITY)] });
    await expect(addOpenRequest(both, 1)).rejects.toMatchObject({ name: 'TooManyForContactError' });
    await leaveContacts('jira/two', both.request.changes, []);
    expect(stored()).not.toContain('jira/two');
    await addOpenRequest(asked('three', { changes: [deleteChange(BILLING)] }), 1);
  });

  it('takes any number when there is no limit', async () => {
    for (const id of ['one', 'two', 'three']) await addOpenRequest(asked(id));
    await expect(addOpenRequest(asked('four'), 3)).rejects.toThrow();
  });
});

describe('takeMail', () => {
  it('lets so many through in an hour, and as many in the next', async () => {
    const take = () => takeMail(APPROVER, 'approver', 2);
    expect([await take(), await take(), await take(), await take()]).toEqual([true, true, false, false]);
    pass(60);
    expect([await take(), await take(), await take()]).toEqual([true, true, false]);
  });

  it('counts each person by themselves, and what they get as a requester apart', async () => {
    expect(await takeMail(APPROVER, 'requester', 1)).toBe(true);
    expect(await takeMail(APPROVER, 'requester', 1)).toBe(false);
    expect(await takeMail(APPROVER, 'approver', 1)).toBe(true);
    expect(await takeMail(' Approver-1@Example.com', 'approver', 1)).toBe(false);
    expect(await takeMail(OTHER_APPROVER, 'approver', 1)).toBe(true);
    expect(stored()).not.toContain('example.com');
  });

  it('never lets more through when several ask at once', async () => {
    const taken = await Promise.all(Array.from({ length: 20 }, () => takeMail(APPROVER, 'approver', 5)));
    expect(taken.filter(Boolean)).toHaveLength(5);
  });
});

describe('giveMailBack', () => {
  const take = () => takeMail(APPROVER, 'approver', 1);

  it('lets another mail through instead of one that was not sent, and no more', async () => {
    await take();
    await giveMailBack(APPROVER, 'approver');
    await giveMailBack(APPROVER, 'approver');
    expect([await take(), await take()]).toEqual([true, false]);
  });

  it('gives nothing back to another hour, nor to what somebody gets as a requester', async () => {
    await take();
    await giveMailBack(APPROVER, 'requester');
    expect(await take()).toBe(false);
    pass(60);
    await giveMailBack(APPROVER, 'approver');
    expect([await take(), await take()]).toEqual([true, false]);
  });

  it('fails nothing when the table does', async () => {
    fakeClient(DynamoDBDocumentClient, () => {
      throw new Error('no');
    });
    await expect(giveMailBack(APPROVER, 'approver')).resolves.toBeUndefined();
  });
});

describe('held mails', () => {
  const held = () => Array.fromAsync(listHeldMails());

  it('are listed for each approver until they are released', async () => {
    await holdMail(APPROVER, 'cli/one');
    await holdMail(APPROVER, 'cli/two');
    await holdMail(APPROVER, 'cli/one');
    await holdMail(OTHER_APPROVER, 'cli/one');
    expect(await held()).toEqual([
      { approver: APPROVER, requestKeys: ['cli/one', 'cli/two'] },
      { approver: OTHER_APPROVER, requestKeys: ['cli/one'] },
    ]);
    await releaseMails(APPROVER, ['cli/one']);
    await releaseMails(OTHER_APPROVER, ['cli/one']);
    await releaseMails(OTHER_APPROVER, []);
    expect(await held()).toEqual([{ approver: APPROVER, requestKeys: ['cli/two'] }]);
  });

  it('stay when the hour of the mails begins anew', async () => {
    await holdMail(APPROVER, 'cli/one');
    await takeMail(APPROVER, 'approver', 1);
    pass(60);
    await takeMail(APPROVER, 'approver', 1);
    expect(await held()).toHaveLength(1);
  });

  it('are summed up once an hour', async () => {
    expect([await claimSummary(APPROVER), await claimSummary(APPROVER)]).toEqual([true, false]);
    pass(60);
    expect(await claimSummary(APPROVER)).toBe(true);
  });
});

describe('isNewsFor', () => {
  it('is true once a day for the same listener and text', async () => {
    expect(await isNewsFor(REQUESTER, 'Reason is required', 'first')).toBe(true);
    expect(await isNewsFor(REQUESTER, 'Reason is required', 'second')).toBe(false);
    expect(await isNewsFor(REQUESTER, 'Account is required', 'second')).toBe(true);
    expect(await isNewsFor(APPROVER, 'Reason is required', 'second')).toBe(true);
    pass(24 * 60 + 1);
    expect(await isNewsFor(REQUESTER, 'Reason is required', 'third')).toBe(true);
  });

  it('is true for a retry of the execution that told it, which perhaps did not get to it', async () => {
    await isNewsFor(REQUESTER, 'Reason is required', 'first');
    expect(await isNewsFor(REQUESTER, 'Reason is required', 'first')).toBe(true);
  });

  it('stores neither listener nor text', async () => {
    await isNewsFor(REQUESTER, 'Reason is required', 'first');
    expect(stored()).not.toMatch(/jane|Reason/);
  });
});
