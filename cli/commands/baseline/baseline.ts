import { Command } from 'commander';
import type { Perform } from '../session.ts';
import { applyBaselineCommand } from './apply.ts';
import { initBaselineCommand } from './init.ts';

const EXAMPLES = `
Examples:
  $ contacts sweep --watch
  $ contacts baseline init --output baseline.yml
  $ contacts plan
  $ contacts baseline apply --dry-run`;

export function baselineCommand(perform: Perform): Command {
  return new Command('baseline')
    .description('propose a baseline made of what is set, or request what the baseline wants')
    .addCommand(initBaselineCommand(perform))
    .addCommand(applyBaselineCommand(perform))
    .addHelpText('after', EXAMPLES);
}
