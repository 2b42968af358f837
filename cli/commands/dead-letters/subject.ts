import { MalformedEventError } from '../../../functions/domain/errors.ts';
import { readOrganizationEvent } from '../../../functions/domain/organization/organization-event.ts';
import { fieldOf, textAt } from './json-field.ts';

const EXECUTION_ENDED = 'Step Functions Execution Status Change';

/** What an event is about, as far as it can be read. */
export interface Subject {
  /** The type of the event: its detail-type or, for what happened to an account, its name. */
  type?: string;
  requestId?: string;
  /** The reference of the ticket. */
  ticket?: string;
  accountId?: string;
  /** The name of the execution that has ended. */
  execution?: string;
}

/** Finds what people know an event by. */
export function subjectOf(event: unknown): Subject {
  const detail = fieldOf(event, 'detail');
  return withoutMissing({
    type: textAt(detail, 'eventName') ?? textAt(event, 'detail-type') ?? (isEnd(event) ? EXECUTION_ENDED : undefined),
    requestId:
      textAt(detail, 'requestId') ??
      textAt(detail, 'request', 'requestId') ??
      requestIdOfMail(detail) ??
      textAt(event, 'requestId'),
    ticket: textAt(detail, 'source', 'reference'),
    accountId: accountIdIn(detail),
    execution: (textAt(detail, 'executionArn') ?? textAt(event, 'executionArn'))?.split(':').at(-1),
  });
}

/** A rule gives a function no more of such an event than this. */
function isEnd(event: unknown): boolean {
  return textAt(event, 'executionArn') !== undefined && fieldOf(event, 'end') !== undefined;
}

/** An event of SES has the key of the request in a tag of the mail. */
function requestIdOfMail(detail: unknown): string | undefined {
  const tags = fieldOf(fieldOf(detail, 'mail'), 'tags');
  const tag = fieldOf(tags, 'request');
  const [encoded] = Array.isArray(tag) ? tag : [];
  if (typeof encoded !== 'string') return undefined;
  const key = Buffer.from(encoded, 'base64url').toString();
  return key.slice(key.indexOf('/') + 1);
}

function accountIdIn(detail: unknown): string | undefined {
  if (typeof fieldOf(detail, 'eventName') !== 'string') return undefined;
  try {
    const read = readOrganizationEvent({ detail: Object(detail) });
    if ('closed' in read) return read.closed;
    return 'news' in read ? read.accountId : undefined;
  } catch (error) {
    if (error instanceof MalformedEventError) return undefined;
    throw error;
  }
}

function withoutMissing(given: { [Key in keyof Subject]: Subject[Key] | undefined }): Subject {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
