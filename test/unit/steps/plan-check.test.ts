import '../environment.ts';

import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { isApprovalChecked, putAsked, putPlan } from '../../../functions/aws/evidence.ts';
import type { EventOf } from '../../../functions/domain/ledger/events.ts';
import { recordOf } from '../../../functions/domain/ledger/evolve.ts';
import { askedDigest, planFingerprint, planStatement } from '../../../functions/domain/ledger/fingerprint.ts';
import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
import { resolveApproval } from '../../../functions/domain/policy/resolve-approval.ts';
import { checkApproval } from '../../../functions/steps/plan-check.ts';
import { fakeClient } from '../aws/fake-client.ts';
import { FakeTable } from '../aws/fake-table.ts';
import {
  APPROVER,
  account,
  changeRequest,
  OTHER_APPROVER,
  planned,
  plannedChange,
  REQUEST_KEY,
  requested,
} from '../builders.ts';

const rounds = [{ wait: '72h' }];
const policy = {
  groups: {},
  approvals: [{ name: 'all', approvers: [APPROVER, OTHER_APPROVER], quorum: 2, rounds }],
};
const asked = { request: changeRequest(), accounts: [account()], provenBy: 'signature' as const };
const needed = resolveApproval(policy, asked, [plannedChange()]);
const lowered = { ...needed, requirements: needed.requirements.map((each) => ({ ...each, quorum: 1 })) };

/** The record of a plan that its function has kept as evidence. */
async function given(plan: EventOf<'Planned'>, first = requested()): Promise<RequestRecord> {
  await putAsked(requested());
  const statement = planStatement(askedDigest(first), plan);
  await putPlan(REQUEST_KEY, planFingerprint(statement), statement);
  return recordOf([first, plan]);
}

const isChecked = ({ fingerprint = '' }: RequestRecord) => isApprovalChecked(REQUEST_KEY, fingerprint);

beforeEach(() => {
  fakeClient(DynamoDBDocumentClient, new FakeTable().answer);
});

describe('checkApproval', () => {
  it('keeps that the plan needs the approval that it says', async () => {
    const record = await given(planned({ approval: needed }));
    await checkApproval(record, policy);
    expect(await isChecked(record)).toBe(true);
  });

  it('checks no plan twice: the policy may change while approvers are asked', async () => {
    const record = await given(planned({ approval: needed }));
    await checkApproval(record, policy);
    await expect(checkApproval(record, { ...policy, approvals: [] })).resolves.toBeUndefined();
  });

  it.each([
    { what: 'a lower quorum', approval: lowered },
    { what: 'nobody at all', approval: { requirements: [], rounds: [] } },
    { what: 'longer rounds', approval: { ...needed, rounds: [{ seconds: 1, remind: false, escalateTo: [] }] } },
  ])('throws RecordAlteredError when the plan says $what', async ({ approval }) => {
    const record = await given(planned({ approval }));
    await expect(checkApproval(record, policy)).rejects.toMatchObject({ name: 'RecordAlteredError' });
    expect(await isChecked(record)).toBe(false);
  });

  it('throws RecordAlteredError when the record is not what was registered', async () => {
    const forged = requested({ request: changeRequest({ requestedBy: 'eve@example.com' }) });
    const record = await given(planned({ approval: needed }), forged);
    await expect(checkApproval(record, policy)).rejects.toMatchObject({ name: 'RecordAlteredError' });
    expect(await isChecked(record)).toBe(false);
  });

  it('throws RecordAlteredError when the record holds a plan that nobody has made', async () => {
    await given(planned({ approval: needed }));
    const record = recordOf([requested(), planned({ approval: needed, plan: [plannedChange({ after: null })] })]);
    await expect(checkApproval(record, policy)).rejects.toMatchObject({ name: 'RecordAlteredError' });
  });
});
