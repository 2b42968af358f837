import validInput from '../schemas/compiled/plan-changes.input.js';
import validOutput from '../schemas/compiled/plan-changes.output.js';
import { putStatusEvent } from './aws/event-bus.ts';
import { readRecord, updateRecord } from './aws/request-table.ts';
import { planEvents } from './domain/approval/plan-events.ts';
import { contactKey } from './domain/contact/contact.ts';
import { evolveAll } from './domain/ledger/evolve.ts';
import type { RequestRecord } from './domain/ledger/record.ts';
import { statusChange } from './domain/outcome/status-event.ts';
import { impossibleQuorums, resolveApproval } from './domain/policy/resolve-approval.ts';
import { planChanges } from './domain/request/plan.ts';
import { taskChain } from './middleware/task-chain.ts';
import { policy } from './runtime/policy.ts';
import { reasonsOf } from './wording/reason.ts';

export const handler = taskChain({ input: validInput, output: validOutput }).handler(async (input) => {
  const { requestId, accounts, currentContacts } = input;
  const registered = await readRecord(requestId);
  if (!registered) throw new Error(`there is no request ${requestId}`);
  if (isPlanned(registered)) return planned(registered);

  const plan = planChanges(registered.request, currentContacts);
  const approval = resolveApproval(policy, registered.request, plan, accounts);
  const problems = impossibleQuorums(approval);
  if (problems.length > 0) return { valid: false as const, requestId, reasons: reasonsOf(problems) };

  const at = new Date().toISOString();
  const record = await updateRecord(requestId, (current) =>
    isPlanned(current) ? current : evolveAll(current, planEvents(plan, approval, at)),
  );
  if (record.status === 'APPROVED') await putStatusEvent(statusChange(record, 'RECEIVED', at));
  return planned(record);
});

/** A retry finds the plan of the first try, and a request that was cancelled meanwhile needs none. */
function isPlanned({ plan, status }: RequestRecord): boolean {
  return plan !== undefined || status !== 'RECEIVED';
}

function planned({ request, plan = [], approval }: RequestRecord) {
  const [firstRound] = approval?.rounds ?? [];
  const isAsking = plan.length > 0 && firstRound;
  return {
    valid: true as const,
    requestId: request.requestId,
    changes: plan.map(contactKey),
    ...(isAsking && { round: { index: 0, timeoutSeconds: firstRound.seconds } }),
  };
}
