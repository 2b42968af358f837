import type { RequestRecord } from '../../functions/domain/ledger/record.ts';
import { isRedacted } from '../../functions/domain/ledger/redacted.ts';
import { isRequestKey, type RequestKey } from '../../functions/domain/request/request-key.ts';
import type { RequestExecution } from '../aws/executions.ts';
import { RefusedError } from '../errors.ts';
import type { RequestName } from '../input/request-id.ts';
import type { FoundRequest } from '../output/request-document.ts';
import type { Session } from './session.ts';

/**
 * The request as its record shows it. Without a record, it is too young or INVALID, and its execution tells which.
 * @throws RefusedError when its execution failed before there was a record.
 */
export async function findRequest(session: Session, name: RequestName): Promise<FoundRequest | undefined> {
  const record = await findRecord(session, name);
  if (record) return { status: record.status, record, reasons: record.reasons ?? [] };
  const execution = await session.aws.findExecution(name, session.now());
  return execution && fromExecution(execution, name);
}

/**
 * The record of a request, if it has one yet.
 * @throws RefusedError when several systems have a request of this id.
 */
export async function findRecord(session: Session, name: RequestName): Promise<RequestRecord | undefined> {
  const key = await findKey(session, name);
  return key && session.aws.readRecord(key);
}

/**
 * The key of a request. One that is named by its key need not have a record.
 * @throws RefusedError when several systems have a request of this id.
 */
export async function findKey({ aws }: Session, name: RequestName): Promise<RequestKey | undefined> {
  if (isRequestKey(name)) return name;
  const [key, ...others] = await aws.keysOf(name);
  if (others.length === 0) return key;
  throw new RefusedError(`several requests have the id ${name}: name one of ${[key, ...others].join(', ')}`);
}

/**
 * The request as `findRequest` finds it.
 * @throws RefusedError also when there is no such request.
 */
export async function existingRequest(session: Session, name: RequestName): Promise<FoundRequest> {
  const found = await findRequest(session, name);
  if (found) return found;
  throw unknownRequest(name, session);
}

/**
 * A request that holds no contacts any more can be neither retried nor reverted.
 * @throws RefusedError naming the remedy
 */
export function refuseRedacted(record: RequestRecord | undefined, to: 'retry' | 'revert'): void {
  if (!record || !isRedacted(record)) return;
  throw new RefusedError(
    `${record.request.requestId} ended long ago, and its contacts were taken out (redacted), so it cannot be used to ${to}: request what you want with \`contacts request\``,
  );
}

/** There is no such request; the message says what to check. */
export function unknownRequest(name: RequestName, { stage }: Session): RefusedError {
  return new RefusedError(
    `there is no request ${name} in the stage ${stage}: check the id and --stage (\`contacts list\` lists all requests)`,
  );
}

function fromExecution({ isRunning, status, reasons = [], error }: RequestExecution, name: RequestName): FoundRequest {
  if (isRunning) return { status: 'RECEIVED', reasons: [] };
  if (status === 'INVALID') return { status, reasons };
  throw new RefusedError(`the execution for ${name} ended without a record: ${error ?? status ?? 'no reason given'}`);
}
