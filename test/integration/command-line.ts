import type { Aws } from '../../cli/aws/connect.ts';
import type { ExitCode } from '../../cli/exit-code.ts';
import type { Terminal } from '../../cli/output/terminal.ts';
import { run } from '../../cli/program.ts';

/** What the command line works with. */
export interface CommandLine {
  aws: Aws;
  endpoint: string;
}

/** Runs a command of `contacts` in this process, with a text on its stdin, and keeps what it prints. */
export async function runCommand(
  { aws, endpoint }: CommandLine,
  words: string[],
  stdin = '',
): Promise<{ status: ExitCode; output: string }> {
  const printed: string[] = [];
  const status = await run(words, {
    environment: { AWS_ENDPOINT_URL: endpoint },
    terminal: plainTerminal(printed),
    connect: () => aws,
    now: () => new Date(),
    sleep: () => Promise.resolve(),
    readStdin: async () => Buffer.from(stdin),
    ask: async () => undefined,
  });
  return { status, output: printed.join('\n') };
}

/** Keeps what is printed; without colours, every control character in it is one of the input. */
function plainTerminal(printed: string[]): Terminal {
  const print = (text: string) => void printed.push(text);
  const spin = () => ({ say: () => {}, stop: () => {} });
  return {
    print,
    printError: print,
    paint: (_style, text) => text,
    width: 100,
    isInteractive: false,
    spin,
    progress: spin,
  };
}
