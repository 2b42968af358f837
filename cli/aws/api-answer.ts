import type { Reason } from '../../schemas/compiled/reason.js';
import { AwsCallError, InvalidRequestError, RefusedError, UnnamedRequesterError } from '../errors.ts';

/** What the API answers. */
export interface ApiAnswer {
  status: number;
  /** JSON, if the API itself or the service answers. */
  text: string;
}

/** The HTTP API's own answer to a call whose signature it does not accept, or whose signer may not call it. */
const FORBIDDEN = 'Forbidden';

/** What the answer means for the command, unless the service has accepted the call. */
export function refusalOf({ status, text }: ApiAnswer, action: string): Error | undefined {
  if (status >= 200 && status < 300) return undefined;
  const { message, reasons } = readAnswer(text);
  if ((status === 401 || status === 403) && (message === undefined || message === FORBIDDEN)) {
    const cause = Object.assign(new Error(`the API answered ${status}`), { name: 'AccessDeniedException' });
    return new AwsCallError(action, { cause });
  }
  if (reasons.some(isRequesterMissing)) return new UnnamedRequesterError();
  if (status === 422 && message !== undefined) return new InvalidRequestError(message, reasons);
  if (status < 500 && message !== undefined) return new RefusedError(message);
  return new RefusedError(
    `the service answered ${status}${message === undefined ? '' : ` (${message})`}: try again, and if that does not help, ask an operator to look at its logs`,
  );
}

function isRequesterMissing({ pointer, code }: Reason): boolean {
  return pointer === '/requestedBy' && code === 'required';
}

function readAnswer(text: string): { message: string | undefined; reasons: Reason[] } {
  const { message, reasons } = Object(parsed(text));
  return {
    message: typeof message === 'string' ? message : undefined,
    reasons: Array.isArray(reasons) ? reasons.filter(isReason) : [],
  };
}

/** Any code will do: the service may be newer than this command, and its message still helps. */
function isReason(value: unknown): value is Reason {
  const reason: Record<string, unknown> = Object(value);
  return ['pointer', 'code', 'message'].every((field) => typeof reason[field] === 'string');
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
