import type { RequestExecution } from '../aws/executions.ts';
import { RefusedError } from '../errors.ts';
import type { FoundRequest } from '../output/request-document.ts';
import type { Session } from './session.ts';

/**
 * The request as its record shows it. Without a record, it is too young or INVALID, and its execution tells which.
 * @throws RefusedError when its execution failed before there was a record.
 */
export async function findRequest(session: Session, requestId: string): Promise<FoundRequest | undefined> {
  const record = await session.aws.readRecord(requestId);
  if (record) return { status: record.status, record, reasons: record.reasons ?? [] };
  const execution = await session.aws.findExecution(requestId, session.now());
  return execution && fromExecution(execution, requestId);
}

/**
 * The request as `findRequest` finds it.
 * @throws RefusedError also when there is no such request.
 */
export async function existingRequest(session: Session, requestId: string): Promise<FoundRequest> {
  const found = await findRequest(session, requestId);
  if (found) return found;
  throw unknownRequest(requestId, session);
}

/** There is no such request; the message says what to check. */
export function unknownRequest(requestId: string, { stage }: Session): RefusedError {
  return new RefusedError(
    `there is no request ${requestId} in the stage ${stage}: check the id and --stage (\`contacts list\` lists all requests)`,
  );
}

function fromExecution({ isRunning, status, reasons = [], error }: RequestExecution, requestId: string): FoundRequest {
  if (isRunning) return { status: 'RECEIVED', reasons: [] };
  if (status === 'INVALID') return { status, reasons };
  throw new RefusedError(
    `the execution for ${requestId} ended without a record: ${error ?? status ?? 'no reason given'}`,
  );
}
