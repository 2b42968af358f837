import validInput, { type PlanChangesInput } from '../schemas/compiled/plan-changes.input.js';
import validOutput from '../schemas/compiled/plan-changes.output.js';
import policy from '../schemas/compiled/policy.js';
import { putStatusEvent } from './aws/event-bus.ts';
import { updateRecord } from './aws/request-table.ts';
import { InvalidRequestError } from './domain/errors.ts';
import { planChanges, withPlan } from './domain/plan.ts';
import type { RequestRecord } from './domain/request-record.ts';
import { resolveApproval, unreachableQuorums } from './domain/resolve-approval.ts';
import { statusChange } from './domain/status-event.ts';
import { taskChain } from './runtime/task-chain.ts';

export const handler = taskChain({ input: validInput, output: validOutput }).handler(async (input) => {
  const at = new Date().toISOString();
  const record = await updateRecord(input.requestId, (current) =>
    current.plan || current.status !== 'RECEIVED' ? undefined : planned(current, input, at),
  );
  if (record.status === 'APPROVED') await putStatusEvent(statusChange(record, 'RECEIVED', at));
  const changes = (record.plan ?? []).map(({ accountId, alternateContactType }) => ({
    accountId,
    alternateContactType,
  }));
  const [firstRound] = record.approval?.rounds ?? [];
  const isAsking = changes.length > 0 && firstRound;
  return {
    requestId: input.requestId,
    changes,
    ...(isAsking && { round: { index: 0, timeoutSeconds: firstRound.seconds } }),
  };
});

/** @throws InvalidRequestError when a rule's quorum can never be reached. */
function planned(record: RequestRecord, { accounts, currentContacts }: PlanChangesInput, at: string): RequestRecord {
  const { request } = record;
  const plan = planChanges(request, currentContacts);
  const approval = resolveApproval(policy, request, plan, accounts);
  const unreachable = unreachableQuorums(approval);
  if (unreachable.length > 0) {
    throw new InvalidRequestError(unreachable.map((message) => ({ pointer: '/requestedBy', message })));
  }
  return withPlan(record, plan, approval, at);
}
