import type { Command } from 'commander';
import type { Aws } from '../aws/connect.ts';
import type { ExitCode } from '../exit-code.ts';
import { jsonText } from '../output/json-text.ts';
import type { Terminal } from '../output/terminal.ts';

/** What a command works with. */
export interface Session {
  aws: Aws;
  stage: string;
  /** `alternate-contacts-<stage>`. */
  serviceName: string;
  terminal: Terminal;
  /** Whether stdout gets one JSON document and nothing else. */
  isJson: boolean;
  /** The flags that the next command must repeat to reach the same stage, such as ` --stage test`; may be empty. */
  repeatedFlags: string;
  now(): Date;
  sleep(milliseconds: number): Promise<void>;
  readStdin(): Promise<Uint8Array>;
  /** The line with which somebody answers a question; `undefined` where nobody can. */
  ask(question: string): Promise<string | undefined>;
  /** Explains an error, for commands that go on after one. */
  explain(error: unknown): string;
}

/** Runs a command's work in a session made from its flags, and keeps its exit code. */
export type Perform = (command: Command, work: (session: Session) => Promise<ExitCode>) => Promise<void>;

/** Prints a result: as `text` for people, or as a JSON document where JSON is asked for. */
export function printResult({ terminal, isJson }: Session, document: unknown, text: () => string): void {
  terminal.print(isJson ? jsonText(document) : text());
}
