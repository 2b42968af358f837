/** The command was typed wrongly, or its file is wrong: nothing was done, and the exit code is 2. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
  /** All that is wrong, where that is more than the message says. */
  readonly problems: string[];

  constructor(message: string, problems: string[] = []) {
    super(message);
    this.problems = problems;
  }
}

/** What was asked for breaks the schema or a rule: each problem names its flag or its line. Nothing was sent. */
export class WrongChangesError extends UsageError {
  override readonly name = 'WrongChangesError';

  constructor(problems: string[]) {
    super(`nothing was sent: ${problemCount(problems)}`, problems);
  }
}

/** The policy cannot be used: each problem names its file and line. */
export class WrongPolicyError extends UsageError {
  override readonly name = 'WrongPolicyError';

  constructor(file: string, problems: string[]) {
    super(`${file} cannot be used: ${problemCount(problems)}`, problems);
  }
}

/** The command was understood but cannot be done: the message and its cause say why, and the exit code is 1. */
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

function problemCount({ length }: string[]): string {
  return `there ${length === 1 ? 'is 1 problem' : `are ${length} problems`}`;
}
