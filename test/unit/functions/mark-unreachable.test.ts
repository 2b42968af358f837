import type { RequestKey } from '../../../functions/domain/request/request-key.ts';
import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { requestTag } from '../../../functions/domain/approval/delivery-failure.ts';
import { handler } from '../../../functions/mark-unreachable.ts';
import {
  APPROVER,
  approvalOf,
  escalatingApproval,
  lost,
  OTHER_APPROVER,
  pendingRecord,
  REQUEST_KEY,
  REQUESTER,
  VOTED_AT,
  vote,
} from '../builders.ts';
import * as table from './fakes/request-table.ts';
import * as workflow from './fakes/workflow.ts';
import { invoke } from './invoke.ts';

vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/workflow.ts', () => import('./fakes/workflow.ts'));

const mailOf = (requestKey: RequestKey) => ({
  tags: { 'ses:configuration-set': ['alternate-contacts-test'], request: [requestTag(requestKey)] },
});

/** Hands over the event of SES on a mail to these addresses. */
const bounced = (addresses: string[], { bounceType = 'Permanent', requestKey = REQUEST_KEY } = {}) =>
  fail({
    mail: mailOf(requestKey),
    bounce: {
      bounceType,
      bounceSubType: 'General',
      bouncedRecipients: addresses.map((emailAddress) => ({ emailAddress })),
    },
  });
const complained = (address: string) =>
  fail({ mail: mailOf(REQUEST_KEY), complaint: { complainedRecipients: [{ emailAddress: address }] } });
const fail = (detail: object) =>
  invoke(handler, { source: 'aws.ses', 'detail-type': 'Email Bounced', 'replay-name': 'x', detail });

const stored = () => table.records.get(REQUEST_KEY);

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(VOTED_AT), toFake: ['Date'] });
  for (const fake of [table, workflow]) fake.reset();
  table.given(pendingRecord());
});

describe('mark-unreachable', () => {
  it('marks the approver whom mail does not reach, and wakes nobody while the others can decide', async () => {
    await expect(bounced([APPROVER])).resolves.toEqual({ requestKey: REQUEST_KEY });
    expect(stored()).toMatchObject({ status: 'PENDING_APPROVAL', unreachable: [lost()], version: 4 });
    expect(stored()?.history.at(-1)).toEqual({
      ...{ type: 'ApproverUnreachable', at: VOTED_AT, by: 'workflow' },
      ...{ approver: APPROVER, reason: { kind: 'bounced', subType: 'General' } },
    });
    expect(workflow.woken).toEqual([]);
  });

  it('marks the approver who reported the mail as spam', async () => {
    await complained('Approver-2@Example.com');
    expect(stored()?.unreachable).toEqual([
      { approver: OTHER_APPROVER, reason: { kind: 'reportedAsSpam' }, at: VOTED_AT },
    ]);
  });

  it('ends the round at once when its quorum becomes impossible', async () => {
    table.given(pendingRecord({ approval: escalatingApproval(2) }));
    await bounced([APPROVER]);
    expect(workflow.woken).toEqual(['token-of-the-task']);
    expect(stored()?.status).toBe('PENDING_APPROVAL');
  });

  it('ends the round at once when nobody is left', async () => {
    await bounced([APPROVER]);
    expect(workflow.woken).toEqual([]);
    await bounced([OTHER_APPROVER]);
    expect(workflow.woken).toEqual(['token-of-the-task']);
  });

  it('marks every approver of the event with one write', async () => {
    await bounced([APPROVER, 'stranger@example.com', OTHER_APPROVER]);
    expect(stored()).toMatchObject({ unreachable: [lost(), lost(OTHER_APPROVER)], version: 4 });
    expect(workflow.woken).toEqual(['token-of-the-task']);
  });

  it('keeps waiting when the approver had voted before', async () => {
    table.given(pendingRecord({ approval: approvalOf(2), votes: [vote()] }));
    await bounced([APPROVER]);
    expect(stored()?.unreachable).toEqual([lost()]);
    expect(workflow.woken).toEqual([]);
  });

  it.each([
    { what: 'the address is not of an approver', addresses: [REQUESTER], record: pendingRecord() },
    {
      what: 'the approver is unreachable already',
      addresses: [APPROVER],
      record: pendingRecord({ unreachable: [lost()] }),
    },
    { what: 'the request is decided', addresses: [APPROVER], record: settled('APPROVED') },
    { what: 'the request has ended', addresses: [APPROVER], record: settled('APPLIED') },
  ])('writes nothing and wakes nobody when $what', async ({ addresses, record }) => {
    table.given(record);
    await expect(bounced(addresses)).resolves.toEqual({ requestKey: REQUEST_KEY });
    expect(stored()).toEqual(record);
    expect(workflow.woken).toEqual([]);
  });

  it('wakes the execution when the first try recorded the bounce and could not', async () => {
    table.given(pendingRecord({ approval: approvalOf(2) }));
    workflow.wakeExecution.mockRejectedValueOnce(Object.assign(new Error('slow'), { name: 'ThrottlingException' }));
    await expect(bounced([APPROVER])).rejects.toMatchObject({ name: 'ThrottlingException' });
    await bounced([APPROVER]);
    expect(workflow.woken).toEqual(['token-of-the-task']);
  });

  it.each(['Transient', 'Undetermined'])('ignores the bounce, and reads nothing, when it is %s', async (bounceType) => {
    await expect(bounced([APPROVER], { bounceType })).resolves.toEqual({ ignored: 'the bounce is not permanent' });
    expect(stored()).toEqual(pendingRecord());
    expect(table.readRecord).not.toHaveBeenCalled();
  });

  it('ignores the event when the mail is not about a request', async () => {
    await expect(fail({ mail: { tags: {} } })).resolves.toEqual({ ignored: 'the mail is not about a request' });
  });

  it('ignores the event when there is no such request', async () => {
    await expect(bounced([APPROVER], { requestKey: 'jira/gone' })).resolves.toEqual({
      ignored: 'there is no request jira/gone',
    });
  });

  it.each(['ConcurrentUpdateError', 'ProvisionedThroughputExceededException'])(
    'throws %s by its name',
    async (name) => {
      table.updateRecord.mockRejectedValue(Object.assign(new Error('no'), { name }));
      await expect(bounced([APPROVER])).rejects.toMatchObject({ name });
    },
  );
});

/** A record whose execution no longer waits. */
function settled(status: 'APPROVED' | 'APPLIED') {
  return pendingRecord({ status, applyingSince: VOTED_AT, taskToken: undefined });
}
