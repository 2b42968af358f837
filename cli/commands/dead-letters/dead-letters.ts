import { Command } from 'commander';
import type { Perform } from '../session.ts';
import { dropCommand } from './drop.ts';
import { listCommand } from './list.ts';
import { replayCommand } from './replay.ts';
import { showCommand } from './show.ts';

const EXAMPLES = `
An event that could not be delivered or handled is kept for 14 days. When its cause is gone, replay it.

Examples:
  $ contacts dead-letters list
  $ contacts dead-letters show 1f0c8e2a
  $ contacts dead-letters replay 1f0c8e2a
  $ contacts dead-letters drop 1f0c8e2a`;

export function deadLettersCommand(perform: Perform): Command {
  const command = new Command('dead-letters').description(
    'look at events that could not be delivered or handled, and replay or drop them',
  );
  for (const make of [listCommand, showCommand, replayCommand, dropCommand]) command.addCommand(make(perform));
  return command.addHelpText('after', EXAMPLES);
}
