import { CommanderError } from 'commander';
import { numberText } from '../../functions/wording/counted.ts';
import type { Settings } from '../aws/settings.ts';
import { RefusedError, UsageError, WrongArgumentError } from '../errors.ts';
import type { ExitCode } from '../exit-code.ts';
import { explainError } from './explain-error.ts';
import { jsonText } from './json-text.ts';
import type { Terminal } from './terminal.ts';
import { visibleText } from './visible.ts';

/** How to report an error. */
export interface ErrorReport {
  terminal: Terminal;
  isJson: boolean;
  /** Unknown until the command line has been parsed. */
  settings: Settings | undefined;
  /** How to get help on the command that was typed, such as `contacts request --help`. */
  help: string;
}

/** More than these help nobody to find the first one; the JSON document has all. */
const MOST_PROBLEMS = 100;

/** Reports an error on stderr, and returns the exit code. */
export function reportError(error: unknown, { terminal, isJson, settings, help }: ErrorReport): ExitCode {
  // Commander throws this after it has printed help or the version.
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  const message = errorText(error, settings);
  const problems = error instanceof UsageError ? error.problems : [];
  const isTyped = error instanceof CommanderError || error instanceof WrongArgumentError;
  const hint = isTyped ? [`see \`${help}\``] : [];
  const lines = [`error: ${message}`, ...problemLines(problems), ...hint];
  const document = { error: message, ...(problems.length > 0 && { problems }) };
  terminal.printError(isJson ? jsonText(document) : visibleText(lines.join('\n')));
  return error instanceof CommanderError || error instanceof UsageError ? 2 : 1;
}

function problemLines(problems: string[]): string[] {
  const lines = problems.slice(0, MOST_PROBLEMS).map((problem) => `  ${problem}`);
  const further = problems.length - lines.length;
  return further > 0 ? [...lines, `  and ${numberText(further)} more: --json lists all`] : lines;
}

/** What went wrong, and what to do about it. */
export function errorText(error: unknown, settings: Settings | undefined): string {
  if (error instanceof CommanderError) {
    return error.code === 'commander.help' ? 'name a command' : error.message.replace(/^error: /, '');
  }
  if (error instanceof RefusedError && error.cause !== undefined) {
    return `${error.message}: ${errorText(error.cause, settings)}`;
  }
  if (error instanceof UsageError || error instanceof RefusedError) return error.message;
  return explainError(error, settings);
}
