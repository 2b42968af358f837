import type { Command } from 'commander';
import type { Aws } from './aws/connect.ts';
import type { Terminal } from './terminal.ts';
import { jsonText } from './terminal-text.ts';

/** 0: done. 1: refused or failed. 2: typed wrongly. */
export type ExitCode = 0 | 1 | 2;

/** What a subcommand works with. */
export interface Session {
  aws: Aws;
  stage: string;
  terminal: Terminal;
  /** Whether stdout gets one JSON document and nothing else. */
  isJson: boolean;
  /** The flags that a next command must repeat to reach the same stage: ` --stage test`, or nothing. */
  repeatedFlags: string;
  now(): Date;
  sleep(milliseconds: number): Promise<void>;
  readStdin(): Promise<Uint8Array>;
}

/** Runs the work of a subcommand in a session that follows its flags, and keeps its exit code. */
export type Perform = (command: Command, work: (session: Session) => Promise<ExitCode>) => Promise<void>;

/** Prints a result: for people as `text` tells it, or as the document where JSON is asked for. */
export function printResult({ terminal, isJson }: Session, document: unknown, text: () => string): void {
  terminal.print(isJson ? jsonText(document) : text());
}
