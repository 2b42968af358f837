import { vi } from 'vitest';
import type { Awaited, WaitingRequest } from '../../../../functions/aws/request-table.ts';
import { isVotingOver } from '../../../../functions/domain/approval/rounds.ts';
import { DuplicateRequestError } from '../../../../functions/domain/errors.ts';
import type { RequestEvent } from '../../../../functions/domain/ledger/events.ts';
import { evolveAll, recordOf } from '../../../../functions/domain/ledger/evolve.ts';
import type { RequestRecord } from '../../../../functions/domain/ledger/record.ts';
import { isRedacted } from '../../../../functions/domain/ledger/redacted.ts';
import { unconfirmedChanges } from '../../../../functions/domain/outcome/confirmation.ts';
import { type RequestKey, requestKeyOf } from '../../../../functions/domain/request/request-key.ts';

/** The records by key. */
export const records = new Map<RequestKey, RequestRecord>();

/** Stores the record as if it had been written before: what does not follow from its ledger is lost. */
export function given({ history, version, taskToken, turns, isEnding }: RequestRecord): void {
  const record = recordOf(structuredClone(history));
  const beside = {
    version,
    ...(taskToken !== undefined && { taskToken }),
    ...(turns !== undefined && { turns }),
    ...(isEnding && { isEnding }),
  };
  records.set(requestKeyOf(record.request), { ...record, ...beside });
}

export function reset(): void {
  records.clear();
  for (const call of [...writes, readRecord, listWaitingRequests]) call.mockReset();
}

export const registerRecord = vi.fn(async (record: RequestRecord) => {
  const first = records.get(requestKeyOf(record.request));
  if (!first) given(record);
  else if (first.executionArn !== record.executionArn) throw new DuplicateRequestError('registered already');
});

export const readRecord = vi.fn(async (requestKey: RequestKey) => structuredClone(records.get(requestKey)));

export const updateRecord = vi.fn(async (requestKey: RequestKey, change: (record: RequestRecord) => RequestRecord) => {
  const record = records.get(requestKey);
  if (!record) throw new Error(`there is no request ${requestKey}`);
  const current = structuredClone(record);
  const changed = change(current);
  if (changed !== current) given({ ...changed, version: record.version + 1 });
  return structuredClone(records.get(requestKey) ?? record);
});

export const recordEvents = vi.fn(
  async <Refusal>(requestKey: RequestKey, decide: (record: RequestRecord) => { refusal: Refusal } | RequestEvent[]) => {
    let refused: { refusal: Refusal } | undefined;
    const record = await updateRecord(requestKey, (current) => {
      const decided = decide(current);
      refused = 'refusal' in decided ? decided : undefined;
      return 'refusal' in decided ? current : evolveAll(current, decided);
    });
    return refused ?? { record };
  },
);

/** The requests that wait, as an index that is never behind shows them. */
export const listWaitingRequests = vi.fn(async function* (awaited: Awaited): AsyncGenerator<WaitingRequest> {
  for (const record of [...records.values()]) {
    const { request, status, createdAt, taskToken } = record;
    const isUnconfirmed = unconfirmedChanges(record, Date.now()).length > 0;
    const waitsFor = taskToken !== undefined && (isVotingOver(record) ? 'wake' : 'decision');
    const isOpen = (record.results === undefined || record.isEnding) && 'execution';
    const isFull = !isRedacted(record) && 'redaction';
    if (awaited === (waitsFor || isOpen || (isUnconfirmed && 'confirmation') || isFull))
      yield { requestKey: requestKeyOf(request), status, createdAt };
  }
});

/** The calls that write. */
export const writes = [registerRecord, updateRecord, recordEvents];
