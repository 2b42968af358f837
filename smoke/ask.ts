import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { SmokeError } from './errors.ts';

export interface Dialogue {
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream;
}

/**
 * Asks whoever runs it a question.
 * @throws SmokeError when the input ends instead of an answer
 */
export async function ask({ input, output }: Dialogue, question: string, signal: AbortSignal): Promise<string> {
  const terminal = createInterface({ input, output });
  // While it asks, the terminal is told of Ctrl-C, and the run isn't.
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const answered = new AbortController();
  const ended = once(terminal, 'close', { signal: answered.signal }).then(() => {
    signal.throwIfAborted();
    throw new SmokeError('The input ended where an answer was needed');
  });
  try {
    return await Promise.race([terminal.question(question, { signal }), ended]);
  } finally {
    ended.catch(() => {});
    answered.abort();
    terminal.close();
  }
}
