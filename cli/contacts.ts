#!/usr/bin/env node
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from './aws/connect.ts';
import { run } from './program.ts';
import { createTerminal } from './terminal.ts';

// The command is one bundle: which Node.js the next SDK wants is no concern of its users.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

// Whoever reads may have seen enough, as `head` has.
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
});
