import { Command } from 'commander';
import type { Perform } from '../session.ts';
import { explainPolicyCommand } from './explain.ts';

const EXAMPLES = `
Examples:
  $ contacts policy explain --account 222222222222 --type SECURITY`;

export function policyCommand(perform: Perform): Command {
  return new Command('policy')
    .description('show what policy.yml says about a change')
    .addCommand(explainPolicyCommand(perform))
    .addHelpText('after', EXAMPLES);
}
