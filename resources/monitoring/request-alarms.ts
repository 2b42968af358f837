import { readFileSync } from 'node:fs';
import { waitSeconds } from '../../functions/domain/policy/policy.ts';
import type { PolicySchema } from '../../schemas/compiled/policy-schema.js';
import type { Alarm } from './alarm.ts';
import { counted, ofExecutions, own } from './metrics.ts';

const policy: PolicySchema = JSON.parse(
  readFileSync(new URL('../../schemas/compiled/policy/policy.json', import.meta.url), 'utf8'),
);

const FIVE_MINUTES = 300;
const DAY_SECONDS = 86_400;

/** What goes wrong with requests. */
export const requestAlarms: Alarm[] = [
  ...executionAlarms(),
  {
    ...often('stranded-requests', 1),
    meaning: 'The execution of an open request was stopped, timed out or broke; the request was ended in its place',
    metrics: [own('StrandedRequests')],
    statistic: 'Maximum',
  },
  {
    ...often('early-wakes', 3),
    meaning: 'Something woke an execution before the time of its round was up, or approvers could not be asked',
    metrics: [own('EarlyWakes')],
  },
  {
    // A requestId belongs to its source, so somebody within that source has taken it, or chose it badly.
    ...often('contested-request-ids', 1),
    meaning: 'Another request came under the id of one; both requesters were told',
    metrics: [own('ContestedRequestIds')],
  },
  {
    ...often('unconfirmed-changes', 1),
    meaning: 'AWS has acknowledged a change of a contact, but does not show it after a quarter of an hour',
    metrics: [own('UnconfirmedChanges')],
    statistic: 'Maximum',
  },
  {
    ...often('audit-events-lost', 1),
    meaning: 'An audit event could not be put on the bus; the log of the function has what happened',
    metrics: [own('AuditEventsLost')],
  },
  {
    ...often('sender-refused', 1),
    meaning: 'SES sends nothing for the sender, so nobody can be asked; requests end FAILED',
    metrics: [counted('sender-refused')],
  },
  {
    // Even a request that had to wait for a contact has ended by then.
    ...often('pending-too-long', longestWait(policy) + DAY_SECONDS),
    meaning: 'A request waits longer for its approval than the policy lets any request wait',
    metrics: [own('OldestPendingApprovalAge')],
    statistic: 'Maximum',
  },
];

function executionAlarms(): Alarm[] {
  return [
    {
      ...often('change-request-failed', 1),
      meaning: "A change request ended FAILED or PARTIALLY_APPLIED; the execution's cause names the change",
      metrics: [ofExecutions('ExecutionsFailed'), ofExecutions('ExecutionsFailed', 'campaign')],
    },
    {
      ...often('sweep-failed', 1),
      meaning: 'A sweep has failed, so the inventory of the organization grows old',
      metrics: [ofExecutions('ExecutionsFailed', 'sweep')],
    },
    {
      ...often('executions-aborted', 1),
      meaning: 'Somebody has stopped an execution',
      metrics: [ofExecutions('ExecutionsAborted'), ofExecutions('ExecutionsAborted', 'campaign')],
    },
    {
      ...often('executions-timed-out', 1),
      meaning: 'An execution has come to the end of its time',
      metrics: [ofExecutions('ExecutionsTimedOut'), ofExecutions('ExecutionsTimedOut', 'campaign')],
    },
    {
      ...often('executions-throttled', 1),
      meaning: 'Step Functions holds executions back: the account has used up its quota of state transitions',
      metrics: [ofExecutions('ExecutionThrottled'), ofExecutions('ExecutionThrottled', 'campaign')],
      periods: 3,
    },
  ];
}

/** An alarm that is raised once so many were counted in five minutes. */
function often(name: string, threshold: number): Pick<Alarm, 'name' | 'threshold' | 'statistic' | 'period'> {
  return { name, threshold, statistic: 'Sum', period: FIVE_MINUTES };
}

/** Seconds: a request that falls under several rules waits for the longest of their rounds, one after the other. */
function longestWait({ approvals }: PolicySchema): number {
  const rounds = approvals.map((rule) => ('rounds' in rule ? (rule.rounds ?? []) : []));
  const count = Math.max(0, ...rounds.map(({ length }) => length));
  const longest = Array.from({ length: count }, (_, index) =>
    Math.max(0, ...rounds.map((each) => waitSeconds(each[index]?.wait ?? '0m'))),
  );
  return longest.reduce((sum, seconds) => sum + seconds, 0);
}
