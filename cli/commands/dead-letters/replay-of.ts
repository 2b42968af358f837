import { REPLAYED_TYPES } from '../../../functions/domain/request/event-source.ts';
import type { Machine } from '../../aws/machine.ts';
import { fieldOf } from './json-field.ts';
import type { Origin } from './origin.ts';

/** How the event of a dead letter gets where it was meant to go, and nowhere else; or why it can't. */
export type Replay =
  | { to: 'workflow'; machine: Machine; input: string }
  | { to: 'function'; functionName: string; payload: string }
  | { to: 'outcome'; detailType: string; detail: object }
  | { to: 'ticket'; detailType: string; detail: object }
  | { to: 'nowhere'; why: Unreplayable };

/**
 * Why a dead letter can't be replayed: what it holds is encrypted, or nothing that is known; it belongs to another service or
 * version; or it was on its way to the account of the service.
 */
export type Unreplayable = 'encrypted' | 'unknown' | 'foreign' | 'forwarded';

/** Where events are told to tickets, and the type under which one is replayed there and nowhere else. */
const COMMENTED = ['Alternate Contact Ticket Comment', REPLAYED_TYPES.comment, REPLAYED_TYPES.completion];

const MACHINES: Machine[] = ['change-request', 'campaign'];

/** The functions behind rules that are invoked. */
const FUNCTIONS = ['cancel-request', 'mark-unreachable', 'detect-drift'];

/**
 * What replaying a letter does. The names in a letter are only looked at to see whether they are those of the service: what is
 * called is always in the account and region of the service.
 */
export function replayOf(
  { origin, event, body }: { origin: Origin; event: unknown; body: string },
  serviceName: string,
): Replay {
  if (fieldOf(event, 'detail-type') === 'Encrypted Events') return { to: 'nowhere', why: 'encrypted' };
  switch (origin.kind) {
    case 'kept':
      return { to: 'workflow', machine: machineOf(event), input: body };
    case 'unhandled':
      return toFunction(origin.functionName, event, serviceName);
    case 'undelivered':
      return toTarget(origin, { event, body }, serviceName);
    case 'unknown':
      return { to: 'nowhere', why: 'unknown' };
  }
}

function toTarget(
  { rule, target }: Extract<Origin, { kind: 'undelivered' }>,
  { event, body }: { event: unknown; body: string },
  serviceName: string,
): Replay {
  const machine = MACHINES.find((each) => target.endsWith(`:stateMachine:${serviceName}-${each}`));
  if (machine) return { to: 'workflow', machine, input: body };
  if (/:event-bus\/[^/]+$/.test(target)) return { to: 'nowhere', why: 'forwarded' };
  const [, functionName] = /:function:([^:]+)$/.exec(target) ?? [];
  if (functionName !== undefined) return toFunction(functionName, targetInput(event), serviceName);
  return target.includes(`:api-destination/${serviceName}-tickets-`) ? toTicket(rule, event) : foreign();
}

/** As the rules on the bus tell campaigns from other requests. */
function machineOf(event: unknown): Machine {
  const changeSet = fieldOf(fieldOf(event, 'detail'), 'changeSet');
  return fieldOf(changeSet, 'sha256') === undefined ? 'change-request' : 'campaign';
}

/** What the target gets of an event: the event itself, but for the end of an execution, as the rules for that say. */
function targetInput(event: unknown): unknown {
  const detail = fieldOf(event, 'detail');
  if (fieldOf(event, 'detail-type') === REPLAYED_TYPES.executionEnd) return detail;
  if (fieldOf(event, 'detail-type') !== 'Step Functions Execution Status Change') return event;
  const [executionArn, status, stoppedAt] = ['executionArn', 'status', 'stopDate'].map((name) => fieldOf(detail, name));
  return { executionArn, end: { status, stoppedAt } };
}

function toFunction(functionName: string, event: unknown, serviceName: string): Replay {
  if (functionName === `${serviceName}-record-outcome`) return toOutcome(event);
  const isKnown = FUNCTIONS.some((each) => functionName === `${serviceName}-${each}`);
  if (!isKnown || event === undefined) return foreign();
  return { to: 'function', functionName, payload: JSON.stringify(event) };
}

/**
 * As a task of the workflow, the function that records outcomes believes what it is told, so operators may not invoke it: a rule
 * tells it that an execution has ended, and nothing else.
 */
function toOutcome(input: unknown): Replay {
  const executionArn = fieldOf(input, 'executionArn');
  const end = fieldOf(input, 'end');
  if (typeof executionArn !== 'string' || end === undefined) return { to: 'nowhere', why: 'unknown' };
  return { to: 'outcome', detailType: REPLAYED_TYPES.executionEnd, detail: { executionArn, end } };
}

/** A system has two rules, and each takes a type of its own: one that comments, and one that closes the ticket. */
function toTicket(rule: string, event: unknown): Replay {
  const detail = fieldOf(event, 'detail');
  const isComment = COMMENTED.some((type) => type === fieldOf(event, 'detail-type'));
  if (!isComment || typeof detail !== 'object' || detail === null) return foreign();
  return { to: 'ticket', detailType: REPLAYED_TYPES[rule.endsWith('-done') ? 'completion' : 'comment'], detail };
}

function foreign(): Replay {
  return { to: 'nowhere', why: 'foreign' };
}
