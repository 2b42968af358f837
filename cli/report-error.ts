import { CommanderError } from 'commander';
import { RefusedError, UsageError } from './errors.ts';
import { explainError } from './explain-error.ts';
import type { ExitCode } from './session.ts';
import type { Settings } from './settings.ts';
import type { Terminal } from './terminal.ts';
import { jsonText, visibleText } from './terminal-text.ts';

/** How an error is reported. */
export interface ErrorReport {
  terminal: Terminal;
  isJson: boolean;
  /** Known once the command line is understood. */
  settings: Settings | undefined;
  /** `contacts request --help`: what to type to learn more about the command that was typed. */
  help: string;
}

/** Tells an error on stderr, and with which exit code it ends. */
export function reportError(error: unknown, { terminal, isJson, settings, help }: ErrorReport): ExitCode {
  // Commander ends this way after it has printed help or the version.
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  const message = messageOf(error, settings);
  const problems = error instanceof UsageError ? error.problems : [];
  const hint = error instanceof CommanderError ? [`see \`${help}\``] : [];
  const lines = [`error: ${message}`, ...problems.map((problem) => `  ${problem}`), ...hint];
  const document = { error: message, ...(problems.length > 0 && { problems }) };
  terminal.printError(isJson ? jsonText(document) : visibleText(lines.join('\n')));
  return error instanceof CommanderError || error instanceof UsageError ? 2 : 1;
}

function messageOf(error: unknown, settings: Settings | undefined): string {
  if (error instanceof CommanderError) {
    return error.code === 'commander.help' ? 'no command is named' : error.message.replace(/^error: /, '');
  }
  if (error instanceof RefusedError && error.cause !== undefined) {
    return `${error.message}: ${messageOf(error.cause, settings)}`;
  }
  if (error instanceof UsageError || error instanceof RefusedError) return error.message;
  return explainError(error, settings);
}
