import type { Fault } from 'embedded-aws/endpoint/fault.ts';
import { type AwsCall, INVENTORY } from '../../unit/contract/aws-calls.ts';
import type { FaultKind } from './fault-table.ts';

/** A fault as `/_local/faults` takes it. */
export type InjectedFault = Pick<Fault, 'operation'> & Partial<Fault>;

/** More calls than anybody makes. */
const ALL = 1_000_000;

/** What each fault does. One that is denied is denied for good; the others pass, once all attempts of the SDK have met them. */
const EFFECTS: Record<FaultKind, (action: string) => Partial<Fault>> = {
  throttled: (action) => ({
    error: action.startsWith('account:') ? 'TooManyRequestsException' : 'ThrottlingException',
  }),
  '5xx': () => ({ error: 'InternalFailure' }),
  'lost before': () => ({ breaks: 'before' }),
  'lost after': () => ({ breaks: 'after' }),
  unreadable: () => ({ breaks: 'answer' }),
  denied: () => ({ error: 'AccessDeniedException', times: ALL }),
};

/** The fault that hits this call of a function. */
export function faultOf(functionName: string, { action, keys }: AwsCall, kind: FaultKind): InjectedFault {
  return {
    operation: action.slice(action.indexOf(':') + 1),
    caller: callerOf(functionName),
    ...(keys === '' ? {} : { inputContains: textIn(keys) }),
    allAttempts: true,
    ...EFFECTS[kind](action),
  };
}

/** An error that hits an operation whenever this function calls it, but for the first calls. */
export function alwaysOf(functionName: string, operation: string, error: string, skips = 0): InjectedFault {
  return { operation, caller: callerOf(functionName), error, times: ALL, skips };
}

/** Keeps schedules from doing what a scenario waits for: it runs their functions itself. */
export const WITHOUT_SCHEDULES: InjectedFault = {
  operation: 'Invoke',
  error: 'Lambda.ServiceException',
  inputContains: '"Scheduled Event"',
  times: ALL,
};

/** As the embedded AWS names the function that calls. */
export function callerOf(functionName: string): string {
  return `alternate-contacts-local-${functionName}`;
}

/** What stands in the input of a call of the table, or of an index of it. */
export function textIn(keys: string): string {
  if (keys === INVENTORY) return '-inventory"';
  return keys.startsWith('index/') ? `"IndexName":"${keys.slice('index/'.length)}"` : `"${keys}`;
}
