import type { Reason } from './request.ts';

/** The event is no object with a `detail` object; the machine keeps it in the dead-letter queue and fails. */
export class MalformedEventError extends Error {
  override readonly name = 'MalformedEventError';
}

/** The request breaks its schema or a rule; the machine ends it INVALID. The message has one line for each reason. */
export class InvalidRequestError extends Error {
  override readonly name = 'InvalidRequestError';
  readonly reasons: Reason[];

  constructor(reasons: Reason[]) {
    super(withinLimit(reasons.map(({ pointer, message }) => `${pointer || '/'} ${message}`)).join('\n'));
    this.reasons = reasons;
  }
}

/** Another execution has registered this requestId; the machine ends this one DUPLICATE. */
export class DuplicateRequestError extends Error {
  override readonly name = 'DuplicateRequestError';
}

/** No recorded approval covers this change; it is not applied. Never retried. */
export class NotApprovedError extends Error {
  override readonly name = 'NotApprovedError';
}

/** The contact is no longer what the approvers saw; it is not overwritten. Never retried. */
export class ContactChangedError extends Error {
  override readonly name = 'ContactChangedError';
}

/** Another request is changing this contact at this moment; the machine retries. */
export class ContactLockedError extends Error {
  override readonly name = 'ContactLockedError';
}

/** AWS accepted the change but does not show it yet (reads are eventually consistent); the machine retries. */
export class ContactNotYetVisibleError extends Error {
  override readonly name = 'ContactNotYetVisibleError';
}

/** The management account can't be reached from where the service runs. Never retried. */
export class UnreachableAccountError extends Error {
  override readonly name = 'UnreachableAccountError';
}

/** Someone else wrote the request item in between; the machine retries. */
export class ConcurrentUpdateError extends Error {
  override readonly name = 'ConcurrentUpdateError';
}

/** EventBridge took the call but not the event; the machine, or the sender of the webhook, tries again. */
export class EventRefusedError extends Error {
  override readonly name = 'EventRefusedError';
}

/** SES refuses a mail for good, such as one to an address that is none; its addressee cannot be asked. */
export class MailRefusedError extends Error {
  override readonly name = 'MailRefusedError';
}

/** The errors of a change that the machine tries again; its lock is kept, as long as the lease lasts. */
export const RETRIED_CHANGE_ERRORS = new Set([
  'TooManyRequestsException',
  'InternalServerException',
  'TimeoutError',
  'ContactLockedError',
  'ContactNotYetVisibleError',
  'Sandbox.Timedout',
  'Runtime.ExitError',
  'States.Timeout',
  'InternalServerError',
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
]);

/**
 * Step Functions keeps 32,768 characters of a cause, and Lambda adds the stack trace to the message in it.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
const MESSAGE_CHARACTERS = 12_000;

function withinLimit(lines: string[]): string[] {
  let characters = 0;
  const fitting = lines.filter((line) => {
    characters += line.length + 1;
    return characters <= MESSAGE_CHARACTERS;
  });
  return fitting.length === lines.length ? lines : [...fitting, `… and ${lines.length - fitting.length} more`];
}
