import { requestKeyOf } from '../../functions/domain/request/request-key.ts';
import type { Reason } from '../../schemas/compiled/reason.js';

/** The parts of an execution's output that are used. */
export interface ExecutionOutput {
  status?: string;
  reasons?: Reason[];
}

/** The requestId in the event that started an execution, and the key, both as names of a request. */
export function namesIn(input: string | undefined): string[] {
  const detail = fieldOf(parsed(input), 'detail');
  const requestId = fieldOf(detail, 'requestId');
  const system = fieldOf(fieldOf(detail, 'source'), 'system');
  if (typeof requestId !== 'string') return [];
  return [requestId, ...(typeof system === 'string' ? [requestKeyOf({ source: { system }, requestId })] : [])];
}

export function readOutput(output: string | undefined): ExecutionOutput {
  const value = parsed(output);
  const status = fieldOf(value, 'status');
  const reasons = fieldOf(value, 'reasons');
  return {
    ...(typeof status === 'string' && { status }),
    ...(Array.isArray(reasons) && { reasons: reasons.filter(isReason) }),
  };
}

/** Any code will do: the service may be newer than this command, and its message still helps. */
function isReason(value: unknown): value is Reason {
  return ['pointer', 'code', 'message'].every((field) => typeof fieldOf(value, field) === 'string');
}

function parsed(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? 'null');
  } catch {
    return undefined;
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
