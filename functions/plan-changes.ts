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
  const { requestId, currentContacts } = input;
  const registered = await readRecord(requestId);
  if (!registered) throw new Error(`there is no request ${requestId}`);
  const at = new Date().toISOString();
  if (isPlanned(registered)) return announced(registered, at);

  const plan = planChanges(registered.request.changes, currentContacts);
  const approval = resolveApproval(policy, registered.request, plan, registered.accounts);
  const problems = impossibleQuorums(approval);
  if (problems.length > 0) return { valid: false as const, requestId, reasons: reasonsOf(problems) };

  const record = await updateRecord(requestId, (current) =>
    isPlanned(current) ? current : evolveAll(current, planEvents(plan, approval, at)),
  );
  return announced(record, at);
});

/** A retry finds the plan of the first try, and a request that was cancelled meanwhile needs none. */
function isPlanned({ plan, status }: RequestRecord): boolean {
  return plan !== undefined || status !== 'RECEIVED';
}

/** Nobody else announces a pre-approval, so a retry does it again. */
async function announced(record: RequestRecord, at: string) {
  const { request, status, plan = [], approval } = record;
  if (status === 'APPROVED') await putStatusEvent(statusChange(record, 'RECEIVED', at));
  const [firstRound] = approval?.rounds ?? [];
  const isAsking = plan.length > 0 && firstRound;
  return {
    valid: true as const,
    requestId: request.requestId,
    changes: plan.map(contactKey),
    ...(isAsking && { round: { index: 0, timeoutSeconds: firstRound.seconds } }),
  };
}
