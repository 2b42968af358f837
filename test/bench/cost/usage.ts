import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { LoggedCall } from 'embedded-aws/endpoint/call-log.ts';
import { listAt, objectAt, objectsAt } from 'embedded-aws/json.ts';
import { tallyHistory } from '../rollout/history-tally.ts';
import { FUNCTION_GIGABYTES } from '../rollout/prices.ts';
import { type TableIndex, tableUnits } from '../rollout/table-units.ts';
import { ASSUMED } from './assumptions.ts';
import type { Usage } from './prices.ts';

/** What was seen of the service at work. */
export interface Seen {
  calls: LoggedCall[];
  /** The lines that functions have logged. */
  logs: string[];
  /** Of each execution. */
  histories: HistoryEvent[][];
  /** Calls of the HTTP API. */
  httpCalls: number;
  /** Invocations of functions by rules. */
  eventInvocations: number;
  /** Calls of ticket systems. */
  apiDestinationCalls: number;
}

const EVENT_CHUNK_BYTES = 64 * 1024;
/** `MaxConcurrency` of the Maps. */
export const MAPPED_AT_ONCE = 4;
const GIGABYTE = 1e9;

/** What AWS would count of it. */
export function usageOf(seen: Seen, indexes: TableIndex[]): Usage {
  const { histories, httpCalls, eventInvocations, apiDestinationCalls } = seen;
  const tallies = histories.map(tallyHistory);
  const sum = (key: 'transitions' | 'invocations') => tallies.reduce((total, tally) => total + tally[key], 0);
  const invocations = sum('invocations') + httpCalls + eventInvocations;
  const ofFunctions = seen.calls.filter(({ caller }) => caller.startsWith('alternate-contacts-'));
  const count = (...operations: string[]) =>
    ofFunctions.filter(({ operation }) => operations.includes(operation)).length;
  const { write, read } = tableUnits(
    ofFunctions.filter(({ service }) => service === 'dynamodb'),
    indexes,
  );
  return {
    stateTransition: sum('transitions'),
    invocation: invocations,
    gigabyteSecond: FUNCTION_GIGABYTES * ((invocations * ASSUMED.invocationMs + waitedMs(histories)) / 1000),
    httpCall: httpCalls,
    writeUnit: write,
    readUnit: read,
    mail: ofFunctions
      .filter(({ operation }) => operation === 'SendEmail')
      .reduce((total, call) => total + recipients(call), 0),
    event: eventPieces(seen.calls),
    apiDestinationCall: apiDestinationCalls,
    queueRequest: count('SendMessage'),
    signature: count('Sign', 'Verify', 'GetPublicKey'),
    secretRead: count('GetSecretValue'),
    logGigabyte: logBytes(seen, invocations) / GIGABYTE,
    trace: histories.length + httpCalls + eventInvocations,
  };
}

/** What functions of a request with many changes bill besides, because they wait for turns. */
function waitedMs(histories: HistoryEvent[][]): number {
  const waits = histories.flatMap((history) =>
    Object.entries(ASSUMED.turnMs).map(([state, turnMs]) => {
      const items = history.filter(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name === state).length;
      return items > MAPPED_AT_ONCE ? items * (turnMs - ASSUMED.invocationMs) : 0;
    }),
  );
  return waits.reduce((sum, wait) => sum + wait, 0);
}

function recipients({ input }: LoggedCall): number {
  return listAt(objectAt(input, 'Destination'), 'ToAddresses').length;
}

/** Of the service's own events, and of those that others put on its bus; events of AWS are free. */
function eventPieces(calls: LoggedCall[]): number {
  const entries = calls
    .filter(({ operation }) => operation === 'PutEvents')
    .flatMap(({ input }) => objectsAt(input, 'Entries'));
  const own = entries.filter(({ Source }) => !String(Source).startsWith('aws.'));
  return own.reduce((total, entry) => total + Math.ceil(JSON.stringify(entry).length / EVENT_CHUNK_BYTES), 0);
}

/** What Step Functions would log besides if the level were ALL, in GB. */
export function unloggedGigabytes({ histories }: Seen): number {
  return (histories.flat().filter((event) => !isError(event)).length * ASSUMED.historyEventLogBytes) / GIGABYTE;
}

function logBytes({ logs, histories, httpCalls }: Seen, invocations: number): number {
  const written = logs.reduce((total, line) => total + Buffer.byteLength(line), 0);
  const events = histories.flat().filter(isError).length;
  const { invocationLogBytes, historyEventLogBytes, accessLogBytes } = ASSUMED;
  return written + invocations * invocationLogBytes + events * historyEventLogBytes + httpCalls * accessLogBytes;
}

/**
 * Whether the log level ERROR logs it.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-log-level
 */
function isError({ type }: HistoryEvent): boolean {
  return /(Failed|TimedOut|Aborted|^FailStateEntered)$/.test(type ?? '');
}
