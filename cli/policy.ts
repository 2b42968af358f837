import { Command } from 'commander';
import { explainPolicyCommand } from './explain-policy.ts';
import type { Perform } from './session.ts';

const EXAMPLES = `
Examples:
  $ contacts policy explain --account 222222222222 --type SECURITY`;

/** `contacts policy`: what the policy says. */
export function policyCommand(perform: Perform): Command {
  return new Command('policy')
    .description('tell what policy.yml says about a change')
    .addCommand(explainPolicyCommand(perform))
    .addHelpText('after', EXAMPLES);
}
