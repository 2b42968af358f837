import { counted } from '../functions/wording/counted.ts';

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

/** The request breaks the schema or a rule; each problem names its flag or line. Nothing was sent. */
export class WrongChangesError extends UsageError {
  override readonly name = 'WrongChangesError';

  constructor(problems: string[]) {
    super(`nothing was sent: ${problemCount(problems)}`, problems);
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
  override readonly name = 'RefusedError';
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
