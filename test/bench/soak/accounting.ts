import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
import { isRequestKey, requestIdIn, requestKeyOf } from '../../../functions/domain/request/request-key.ts';
import type { SeenExecution } from './ended-executions.ts';
import type { Accepted } from './world.ts';

/** The statuses of requests that have not ended. */
export const OPEN = ['RECEIVED', 'PENDING_APPROVAL', 'APPROVED'];

/** How what was accepted has ended. */
export interface Account {
  /** How many of each kind have ended in each status. */
  ends: Map<string, Map<string, number>>;
  /** What is nowhere, or has no end. */
  missing: string[];
}

/** Looks up what became of everything that was accepted: in its record, or else in its execution. */
export function account(accepted: Accepted[], records: RequestRecord[], executions: SeenExecution[]): Account {
  const statuses = new Map(records.map((record) => [String(requestKeyOf(record.request)), record.status]));
  const ends: Account['ends'] = new Map();
  const missing: string[] = [];
  for (const { kind, key } of accepted) {
    const status = statuses.get(key) ?? statusOfExecution(key, executions);
    if (status === undefined || OPEN.includes(status)) missing.push(`${key} (${kind}): ${status ?? 'nowhere'}`);
    const ofKind = ends.get(kind) ?? new Map<string, number>();
    ends.set(kind, ofKind.set(status ?? 'LOST', (ofKind.get(status ?? 'LOST') ?? 0) + 1));
  }
  return { ends, missing };
}

function statusOfExecution(key: string, executions: SeenExecution[]): string | undefined {
  const id = isRequestKey(key) ? requestIdIn(key) : undefined;
  const own = executions.filter(({ eventId, requestId }) => (id === undefined ? eventId === key : requestId === id));
  return own.find(({ isRunning }) => !isRunning)?.status;
}
