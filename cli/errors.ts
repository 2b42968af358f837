import { counted } from '../functions/wording/counted.ts';
import { reasonTexts } from '../functions/wording/reason.ts';
import type { Reason } from '../schemas/compiled/reason.js';

/** The command line or a file is wrong. Nothing was done, and the exit code is 2. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
  /** Everything that is wrong, where there is more than the message says. */
  readonly problems: string[];

  constructor(message: string, problems: string[] = []) {
    super(message);
    this.problems = problems;
  }
}

/** An argument, or the value of a flag, is none of its kind; the message says what to write. */
export class WrongArgumentError extends UsageError {
  override readonly name = 'WrongArgumentError';

  constructor(text: string, what: string, remedy: string) {
    super(`${text === '' ? 'an empty text' : text} is not ${what}: ${remedy}`);
  }
}

/** The request breaks the schema or a rule; each problem names its flag or line. Nothing was sent. */
export class WrongChangesError extends UsageError {
  override readonly name = 'WrongChangesError';

  constructor(problems: string[]) {
    super(`nothing was sent: ${problemCount(problems)}`, problems);
  }
}

/** Nobody is named as the requester, and the service does not know who signs. Nothing happened. */
export class UnnamedRequesterError extends UsageError {
  override readonly name = 'UnnamedRequesterError';

  constructor() {
    super(
      'the service does not know who you are: name the requester with --requested-by jane@example.com, or set CONTACTS_REQUESTED_BY',
    );
  }
}

/** The policy cannot be used; each problem names its file and line. */
export class WrongPolicyError extends UsageError {
  override readonly name = 'WrongPolicyError';

  constructor(file: string, problems: string[]) {
    super(`${file} cannot be used: ${problemCount(problems)}`, problems);
  }
}

/** The command is fine but cannot be carried out. The message and its cause say why, and the exit code is 1. */
export class RefusedError extends Error {
  override readonly name: string = 'RefusedError';
}

/** The service finds something wrong with a request. Nothing happened, and each reason names a place in the request. */
export class InvalidRequestError extends RefusedError {
  override readonly name = 'InvalidRequestError';
  readonly reasons: Reason[];

  constructor(message: string, reasons: Reason[]) {
    super([message, reasonTexts(reasons, undefined).join('; ')].filter(Boolean).join(': '));
    this.reasons = reasons;
  }
}

/** A call to AWS failed; `action` is its name in an IAM policy, and the cause is the SDK's error. */
export class AwsCallError extends Error {
  override readonly name = 'AwsCallError';
  readonly action: string;

  constructor(action: string, options: { cause: unknown }) {
    super(`${action} failed`, options);
    this.action = action;
  }
}

function problemCount({ length }: string[]): string {
  return `there ${length === 1 ? 'is' : 'are'} ${counted(length, 'problem')}`;
}
