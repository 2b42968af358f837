import type { RequestRecord } from './record.ts';

/** The record while an execution waits for it; the token wakes the execution. */
export function withTaskToken(record: RequestRecord, taskToken: string): RequestRecord {
  return { ...record, taskToken };
}

/** The record when no execution waits for it any more; the same one if none did. */
export function withoutTaskToken(record: RequestRecord): RequestRecord {
  if (record.taskToken === undefined) return record;
  const { taskToken: _, ...rest } = record;
  return rest;
}
