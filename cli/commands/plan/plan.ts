import { Command } from 'commander';
import type { Comparison } from '../../../functions/domain/inventory/differences.ts';
import type { ExitCode } from '../../exit-code.ts';
import { type InventoryFlags, inventoryOptions } from '../../input/inventory-selection.ts';
import { planDocument } from '../../output/plan-document.ts';
import { planText } from '../../output/plan-text.ts';
import { type Perform, printResult, type Session } from '../session.ts';
import { comparedOrganization } from './compared.ts';

interface PlanOptions extends InventoryFlags {
  policy: string;
}

const DEFAULT_POLICY = 'policy.yml';

const EXAMPLES = `
It compares what the inventory knows with the baseline in policy.yml: the file here, which need not be deployed.
It reads no contact; \`contacts sweep\` does. Nothing is changed.

Examples:
  $ contacts plan
  $ contacts plan --ou ou-ab12-prod0001 --type SECURITY
  $ contacts plan --policy draft.yml
  $ contacts plan --json | jq '.groups[] | {alternateContactType, action, count}'
  $ contacts baseline apply --dry-run    # the request that would put it right

The exit code is 0 if every contact is in line, 2 if some are not, and 1 if that is not known: after an error, or if
contacts could not be read.`;

export function planCommand(perform: Perform): Command {
  const command = new Command('plan').description('compare the contacts of the organization with the baseline');
  for (const option of inventoryOptions()) command.addOption(option);
  return command
    .option('--policy <file>', 'the policy with the baseline', DEFAULT_POLICY)
    .addHelpText('after', EXAMPLES)
    .action((options: PlanOptions, self: Command) => perform(self, (session) => plan(session, options)));
}

async function plan(session: Session, { policy: file, ...flags }: PlanOptions): Promise<ExitCode> {
  const { comparison, warnings } = await comparedOrganization(session, file, flags);
  if (!session.isJson) for (const warning of warnings) session.terminal.printError(`! ${warning}`);
  printResult(session, { policyFile: file, stage: session.stage, ...planDocument(comparison), warnings }, () =>
    planText(comparison, file, {
      terminal: session.terminal,
      repeatedFlags: narrowingFlags(file, flags) + session.repeatedFlags,
    }),
  );
  return planExitCode(comparison);
}

/** The flags that make the next command look at the same contacts, each behind a blank. */
function narrowingFlags(file: string, { ou = [], tag = [], type = [] }: InventoryFlags): string {
  const words = [
    ...ou.map((id) => `--ou ${id}`),
    ...tag.map(({ key, value }) => `--tag ${shellWord(`${key}=${value}`)}`),
    ...type.map((name) => `--type ${name}`),
    ...(file === DEFAULT_POLICY ? [] : [`--policy ${shellWord(file)}`]),
  ];
  return words.map((word) => ` ${word}`).join('');
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function planExitCode({ differences, unknown }: Comparison): ExitCode {
  if (differences.length > 0) return 2;
  return unknown.length > 0 ? 1 : 0;
}
