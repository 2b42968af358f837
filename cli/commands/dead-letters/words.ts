import { REPLAYED_TYPES } from '../../../functions/domain/request/event-source.ts';
import { excerpt, visibleLine } from '../../../functions/wording/visible-text.ts';
import type { DeadLetter } from './dead-letter.ts';
import { textAt } from './json-field.ts';
import type { Origin } from './origin.ts';
import type { Replay, Unreplayable } from './replay-of.ts';

/** The codes of EventBridge. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
const DELIVERY_ERRORS: Record<string, string> = {
  CONNECTION_FAILURE: 'the target could not be reached',
  CROSS_ACCOUNT_INGESTION_FAILED: 'the event bus of the other account refused it',
  CROSS_REGION_INGESTION_FAILED: 'the event bus in the other region refused it',
  ERROR_FROM_TARGET: 'the target refused it',
  EVENTS_IN_BATCH_REQUEST_REJECTED: 'the target refused it',
  FAILED_TO_ASSUME_ROLE: 'EventBridge may not use the role of the rule',
  INTERNAL_ERROR: 'EventBridge failed',
  INVALID_JSON: 'the target cannot be called with this event',
  INVALID_PARAMETER: 'the target cannot be called with this event',
  NO_PERMISSIONS: 'EventBridge may not call the target',
  NO_RESOURCE: 'there is no such target any more',
  RESOURCE_ALREADY_EXISTS: 'the target has got it before',
  RESOURCE_LIMIT_EXCEEDED: 'a quota of the target is used up',
  RESOURCE_MODIFICATION_COLLISION: 'the target was being changed',
  SDK_CLIENT_ERROR: 'the target refused it',
  THIRD_ACCOUNT_HOP_DETECTED: 'it had already come from another account',
  THIRD_REGION_HOP_DETECTED: 'it had already come from another region',
  THROTTLING: 'the target had too much to do',
  TIMEOUT: 'the target did not answer in time',
  TRANSIENT_ASSUME_ROLE: 'EventBridge could not use the role of the rule',
};

/** Those that say little without their message. */
const SAYS_MORE = new Set(['ERROR_FROM_TARGET', 'EVENTS_IN_BATCH_REQUEST_REJECTED', 'SDK_CLIENT_ERROR', 'UNKNOWN']);
/** Of what somebody else has written, in a list. */
const MOST_CHARACTERS = 100;

/** The errors with which the workflow keeps an event. */
const KEPT_ERRORS: Record<string, string> = {
  AccountNotReadyError: 'the account was not ready within a day',
  BadRequestError: 'it does not have the form of such an event',
  MalformedEventError: 'it does not have the form of such an event',
};

const WHY_NOT: Record<Unreplayable, string> = {
  encrypted:
    'the event is encrypted, because EventBridge could not use the key: decrypt it as its documentation says, and send it again',
  unknown: 'it is nothing that the service has sent there',
  foreign: 'it was meant for something that is not a part of this stage',
  forwarded: 'it was on its way to the account of the service, and the workflow must be started there: see docs/cli.md',
};

/** What it is about, in a few words and one line. */
export function subjectText({ subject, event }: DeadLetter): string {
  const { type = untypedText(event), requestId, ticket, accountId, execution } = subject;
  const what = type.replace(/^Alternate Contact /, '');
  const about = [
    requestId === undefined ? '' : `request ${shortened(requestId)}`,
    ticket === undefined ? '' : `ticket ${shortened(ticket)}`,
    accountId === undefined ? '' : `account ${shortened(accountId)}`,
    execution === undefined ? '' : `execution ${shortened(execution)}`,
  ].filter(Boolean);
  return [shortened(what), about.join(', ')].filter(Boolean).join(': ');
}

/** What is known of a message without a type, which may hold anything: no more than the names of its fields. */
function untypedText(event: unknown): string {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return 'not an event';
  const fields = Object.keys(event);
  return fields.length === 0 ? 'event of an unknown kind' : `event of an unknown kind, with ${fields.join(', ')}`;
}

/** Where it comes from, such as `rule tickets-jira`. */
export function originText(origin: Origin, serviceName: string): string {
  const short = (name: string) => shortened(name.replace(`${serviceName}-`, ''));
  switch (origin.kind) {
    case 'undelivered':
      return `rule ${short(origin.rule.split('/').at(-1) ?? '')}`;
    case 'unhandled':
      return `function ${short(origin.functionName)}`;
    case 'kept':
      return 'workflow';
    case 'unknown':
      return 'unknown';
  }
}

/** Why it is there, in plain words and one line. */
export function reasonText({ origin: { kind }, error: { code, message } }: DeadLetter): string {
  const codeText = shortened(code);
  if (kind === 'unknown') return 'nothing says why';
  if (kind === 'unhandled') return `the function failed again and again (${codeText})`;
  const words = textAt(kind === 'kept' ? KEPT_ERRORS : DELIVERY_ERRORS, code);
  const known = words === undefined ? codeText : `${words} (${codeText})`;
  if (code !== '') return SAYS_MORE.has(code) && message !== '' ? `${known}: ${shortened(message)}` : known;
  return kind === 'kept' ? 'its execution says why' : 'EventBridge does not say why';
}

/** What replaying it does, or why it can't be replayed. */
export function replayText(replay: Replay): string {
  switch (replay.to) {
    case 'workflow':
      return 'starts the workflow with the event';
    case 'function':
      return `invokes ${visibleLine(replay.functionName)} with the event`;
    case 'outcome':
      return 'says again that the execution has ended';
    case 'ticket':
      return replay.detailType === REPLAYED_TYPES.completion ? 'closes the ticket' : 'comments on the ticket';
    case 'nowhere':
      return `can't be replayed: ${WHY_NOT[replay.why]}`;
  }
}

/** The beginning of a text, in one visible line. */
function shortened(text: string): string {
  return excerpt(visibleLine(text), MOST_CHARACTERS);
}
