#!/usr/bin/env node
import { createInterface } from 'node:readline/promises';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from './aws/connect.ts';
import { createTerminal } from './output/terminal.ts';
import { run } from './program.ts';

// The command is one bundle: which Node.js a later SDK will require does not concern its users.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

// The reader may have seen enough, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await run(process.argv.slice(2), {
  environment: process.env,
  terminal: createTerminal(process.stdout, process.stderr),
  connect,
  now: () => new Date(),
  sleep: (milliseconds) => sleep(milliseconds),
  readStdin: () => buffer(process.stdin),
  ask,
});

/** Asks on stderr, because stdout may go to a file. */
async function ask(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}
