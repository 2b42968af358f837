import { stripVTControlCharacters } from 'node:util';
import type { Settings } from '../../../cli/aws/settings.ts';
import type { Terminal } from '../../../cli/output/terminal.ts';
import { run } from '../../../cli/program.ts';
import { type Answers, type Calls, fakeAws } from './fake-aws.ts';

/** When the commands of these tests start; the clock only moves while they sleep. */
export const NOW = '2026-06-01T13:00:00.000Z';

export interface CliOptions extends Answers {
  environment?: NodeJS.ProcessEnv;
  stdin?: string;
  width?: number;
  isInteractive?: boolean;
  /** What somebody answers to a question; without it, stdin is no terminal. */
  answer?: string;
}

export interface CliResult {
  code: number;
  stdout: string;
  stderr: string;
  calls: Calls;
  /** The texts of the spinner. */
  spun: string[];
  settings: Settings[];
  /** By the clock of the test, in milliseconds. */
  endedAt: number;
}

/** Runs a command as its users do, with an AWS that answers as `options` say. */
export async function runCli(words: string[], options: CliOptions = {}): Promise<CliResult> {
  const { environment = {}, stdin = '', width = 80, isInteractive = false, answer } = options;
  const { aws, calls } = fakeAws(options);
  const [out, err, spun, settings]: [string[], string[], string[], Settings[]] = [[], [], [], []];
  let now = Date.parse(NOW);
  const spin = (text: string) => {
    spun.push(text);
    return { say: (next: string) => void spun.push(next), stop: () => void spun.push('stopped') };
  };
  const terminal: Terminal = {
    print: (text) => void out.push(`${text}\n`),
    printError: (text) => void err.push(`${text}\n`),
    paint: (_, text) => text,
    width,
    isInteractive,
    spin,
    progress: spin,
  };
  const code = await run(words, {
    environment,
    terminal,
    connect: (given) => {
      settings.push(given);
      return aws;
    },
    now: () => new Date(now),
    sleep: async (milliseconds) => {
      now += milliseconds;
    },
    readStdin: async () => Buffer.from(stdin),
    ask: async (question) => {
      if (answer !== undefined) err.push(`${question}\n`);
      return answer;
    },
  });
  return {
    code,
    stdout: stripVTControlCharacters(out.join('')),
    stderr: err.join(''),
    calls,
    spun,
    settings,
    endedAt: now,
  };
}
