/** The command was typed wrongly, or its file is wrong: nothing was done, and the exit code is 2. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}

/** What was asked for breaks the schema or a rule: each problem names its flag or its line. Nothing was sent. */
export class WrongChangesError extends UsageError {
  override readonly name = 'WrongChangesError';
  readonly problems: string[];

  constructor(problems: string[]) {
    super(`nothing was sent: there ${problems.length === 1 ? 'is 1 problem' : `are ${problems.length} problems`}`);
    this.problems = problems;
  }
}

/** The command was understood but cannot be done: the message says why, and the exit code is 1. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

/** A call to AWS failed; `action` is its name in an IAM policy, the cause is the error of the SDK. */
export class AwsCallError extends Error {
  override readonly name = 'AwsCallError';
  readonly action: string;

  constructor(action: string, options: { cause: unknown }) {
    super(`${action} failed`, options);
    this.action = action;
  }
}
