import type { RequestStatus } from '../functions/domain/request.ts';
import type { RequestRecord } from '../functions/domain/request-record.ts';
import type { RequestExecution } from './aws/executions.ts';
import { RefusedError } from './errors.ts';
import type { Session } from './session.ts';

/** What is known of a request: its record, and of one that is INVALID the reasons. */
export type FoundRequest =
  | { status: RequestStatus; record: RequestRecord; reasons: string[] }
  | { status: 'RECEIVED' | 'INVALID'; record?: never; reasons: string[] };

/**
 * The request as the table tells it. One without a record is too young, or INVALID: then its execution tells.
 * @throws RefusedError when its execution failed before it had a record.
 */
export async function findRequest(session: Session, requestId: string): Promise<FoundRequest | undefined> {
  const record = await session.aws.readRecord(requestId);
  if (record) return { status: record.status, record, reasons: await reasonsOf(session, record) };
  const execution = await session.aws.findExecution(requestId, session.now());
  return execution && fromExecution(execution, requestId);
}

/**
 * The request as `findRequest` finds it.
 * @throws RefusedError when it is nowhere.
 */
export async function existingRequest(session: Session, requestId: string): Promise<FoundRequest> {
  const found = await findRequest(session, requestId);
  if (found) return found;
  throw unknownRequest(requestId, session);
}

/** A request is INVALID with a record when its plan breaks a rule; only the execution's output says which. */
async function reasonsOf({ aws }: Session, { status, executionArn }: RequestRecord): Promise<string[]> {
  return status === 'INVALID' ? ((await aws.readExecution(executionArn)).reasons ?? []) : [];
}

function fromExecution({ isRunning, status, reasons = [], error }: RequestExecution, requestId: string): FoundRequest {
  if (isRunning) return { status: 'RECEIVED', reasons: [] };
  if (status === 'INVALID') return { status, reasons };
  throw new RefusedError(
    `the execution for ${requestId} ended without a record: ${error ?? status ?? 'no reason given'}`,
  );
}

/** The error of a request that is nowhere, with what to check. */
export function unknownRequest(requestId: string, { stage }: Session): RefusedError {
  return new RefusedError(
    `there is no request ${requestId} in the stage ${stage}: check the id and --stage (\`contacts list\` shows what there is)`,
  );
}
