/** The event does not have the shape that its kind has; the machine keeps it in the dead-letter queue and fails. */
export class MalformedEventError extends Error {
  override readonly name = 'MalformedEventError';
}

/** The requester has as many open requests as the policy allows; the machine ends this one INVALID. */
export class TooManyOfRequesterError extends Error {
  override readonly name = 'TooManyOfRequesterError';
}

/** As many open requests as the policy allows ask for one of the contacts; the machine ends this one INVALID. */
export class TooManyForContactError extends Error {
  override readonly name = 'TooManyForContactError';
}

/** A request speaks for a system that is not its sender's, and came as far as that. Never retried; it ends FAILED. */
export class ForeignSystemError extends Error {
  override readonly name = 'ForeignSystemError';
}

/** Another execution has registered this requestId; the machine ends this execution DUPLICATE. */
export class DuplicateRequestError extends Error {
  override readonly name = 'DuplicateRequestError';
}

/** No recorded approval covers this change, so it is not applied. Never retried. */
export class NotApprovedError extends Error {
  override readonly name = 'NotApprovedError';
}

/** The record is not what the functions of the workflow have made of it. Never retried. */
export class RecordAlteredError extends Error {
  override readonly name = 'RecordAlteredError';
}

/** The contact is no longer what the approvers saw, so it is not overwritten. Never retried. */
export class ContactChangedError extends Error {
  override readonly name = 'ContactChangedError';
}

/** Another request is changing this contact right now; the machine retries. */
export class ContactLockedError extends Error {
  override readonly name = 'ContactLockedError';
}

/** Reads do not show yet what the service itself has changed (they are eventually consistent); the machine retries. */
export class ContactNotYetVisibleError extends Error {
  override readonly name = 'ContactNotYetVisibleError';
}

/**
 * The turn of a change or a read has moved away, because others went before it, or that of a change has lapsed, because its task was
 * stopped; the machine takes the next one for a change, and lets a read look again.
 */
export class TurnMovedError extends Error {
  override readonly name = 'TurnMovedError';
}

/** The turn of a read has moved far away; the machine lets it look again after a longer pause than for a `TurnMovedError`. */
export class TurnFarAwayError extends Error {
  override readonly name = 'TurnFarAwayError';
}

/** AWS is still setting up an account that is new, or does not know it yet; the machine tries again for a day. */
export class AccountNotReadyError extends Error {
  override readonly name = 'AccountNotReadyError';
}

/** The service cannot change the management account from where it runs. Never retried. */
export class InaccessibleAccountError extends Error {
  override readonly name = 'InaccessibleAccountError';
}

/** Somebody else keeps writing the item first; the machine retries. */
export class ConcurrentUpdateError extends Error {
  override readonly name = 'ConcurrentUpdateError';
}

/** Its approvers could not be asked, or something kept waking the execution before the time of a round. Never retried. */
export class ApprovalInterruptedError extends Error {
  override readonly name = 'ApprovalInterruptedError';
}

/** The execution of a request is gone: it was stopped, timed out, or broke before its outcome was recorded. */
export class ExecutionGoneError extends Error {
  override readonly name = 'ExecutionGoneError';
}

/** An execution is said to have ended, but Step Functions shows that it runs. Its request is left to it. */
export class ExecutionStillRunningError extends Error {
  override readonly name = 'ExecutionStillRunningError';
}

/** The contacts of a request kept changing while it waited, until its ledger had no room for another plan. Never retried. */
export class ReplannedTooOftenError extends Error {
  override readonly name = 'ReplannedTooOftenError';
}

/** A request, with all that belongs to it, is larger than an execution or a record may be. Never retried; it ends FAILED. */
export class RequestTooLargeError extends Error {
  override readonly name = 'RequestTooLargeError';
}

/** EventBridge accepted the call but not the event; the machine, or the sender of the webhook, retries. */
export class EventRefusedError extends Error {
  override readonly name = 'EventRefusedError';
}

/**
 * SES sends nothing for the sender of this service: its identity is not verified, the account is in the sandbox, or sending is not
 * allowed. `reason` is SES's error name, or what SES says of the account. Never retried; a request whose approvers cannot be asked
 * ends FAILED.
 */
export class SenderRefusedError extends Error {
  override readonly name = 'SenderRefusedError';
  readonly reason: string;

  constructor(reason: string, options?: ErrorOptions) {
    super(`SES sends nothing for the sender: ${reason}`, options);
    this.reason = reason;
  }
}

/** SES refuses a mail for good, for example because of its address; `reason` is SES's error name. */
export class MailRefusedError extends Error {
  override readonly name = 'MailRefusedError';
  readonly reason: string;

  constructor(reason: string, options?: ErrorOptions) {
    super(`SES refused the mail: ${reason}`, options);
    this.reason = reason;
  }
}

/** Somebody has written into the secret of the webhook keys what is none. No webhook that needs it is believed until it is mended. */
export class MalformedWebhookKeysError extends Error {
  override readonly name = 'MalformedWebhookKeysError';
}

/** An operator wants a key for a ticket source that the policy does not have, or that proves itself without one. */
export class UnknownTicketSourceError extends Error {
  override readonly name = 'UnknownTicketSourceError';
}

/** A service of AWS failed, gave no answer, or one that cannot be read; the machine retries. The call may have taken effect. */
export class ServiceUnavailableError extends Error {
  override readonly name = 'ServiceUnavailableError';
  readonly reason: string;

  /** @param reason the call and what came instead of an answer, such as `DynamoDB.GetItem/503/InternalFailure` */
  constructor(reason: string, options?: ErrorOptions) {
    super(`a call of AWS got no answer: ${reason}`, options);
    this.reason = reason;
  }
}

/** A service of AWS turns a call away, because there are too many; the machine retries for long. */
export class ThrottlingException extends Error {
  override readonly name = 'ThrottlingException';
  readonly reason: string;

  /** @param reason as of `ServiceUnavailableError` */
  constructor(reason: string, options?: ErrorOptions) {
    super(`AWS throttles a call: ${reason}`, options);
    this.reason = reason;
  }
}

/** Account Management turns a call away, because there are too many; the machine retries for long. */
export class TooManyRequestsException extends Error {
  override readonly name = 'TooManyRequestsException';
  readonly reason: string;

  /** @param reason as of `ServiceUnavailableError` */
  constructor(reason: string, options?: ErrorOptions) {
    super(`AWS throttles a call: ${reason}`, options);
    this.reason = reason;
  }
}

/** Changes stand in line, to which reads for the inventory or for a plan give way; the machine retries for a day. */
export class LineBusyError extends Error {
  override readonly name = 'LineBusyError';
}

/** The campaign was paused, stopped or cancelled before this change began: it is left, and no failure. */
export class ChangeHeldError extends Error {
  override readonly name = 'ChangeHeldError';
}
