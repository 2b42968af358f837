import { Command } from 'commander';
import type { Comparison } from '../../../functions/domain/inventory/differences.ts';
import { changeTo } from '../../../functions/domain/request/plan.ts';
import { CLI_SYSTEM } from '../../../functions/domain/request/request.ts';
import { counted } from '../../../functions/wording/counted.ts';
import { visibleLine } from '../../../functions/wording/visible-text.ts';
import type { ExitCode } from '../../exit-code.ts';
import { recordedChanges } from '../../input/changes.ts';
import { checkedRequest } from '../../input/check-request.ts';
import { type InventoryFlags, inventoryOptions } from '../../input/inventory-selection.ts';
import { newRequestId } from '../../input/request-id.ts';
import { requestedByOption, requesterOf } from '../../input/requester.ts';
import { kindCounts, planDocument } from '../../output/plan-document.ts';
import { removalText } from '../../output/plan-text.ts';
import { comparedOrganization } from '../plan/compared.ts';
import { dryRun } from '../request/dry-run.ts';
import { sendRequest } from '../send-request.ts';
import { type Perform, printResult, type Session } from '../session.ts';

interface ApplyOptions extends InventoryFlags {
  policy: string;
  reason?: string;
  requestedBy?: string;
  requestId?: string;
  dryRun?: true;
  yes?: true;
  watch?: true;
}

const EXAMPLES = `
It requests what \`contacts plan\` shows: one request, and one approval. More than 100 changes become one campaign,
which can be paused, resumed and cancelled while it is being applied.

Examples:
  $ contacts baseline apply --dry-run
  $ contacts baseline apply --reason "The new SOC" --watch
  $ contacts baseline apply --ou ou-ab12-prod0001 --type SECURITY --reason "Production first"`;

export function applyBaselineCommand(perform: Perform): Command {
  const command = new Command('apply').description('request that the contacts become what the baseline wants');
  for (const option of inventoryOptions()) command.addOption(option);
  return command
    .option('--policy <file>', 'the policy with the baseline', 'policy.yml')
    .option('--reason <text>', 'why; the approvers read it (default: that the baseline wants it)')
    .addOption(requestedByOption())
    .option('--request-id <id>', 'the idempotency key (default: a new one)')
    .option('--dry-run', 'check and list what would be requested, and send nothing')
    .option('--yes', 'request more than 100 changes without asking')
    .option('--watch', 'follow the request until it ends (Ctrl-C stops watching, not the request)')
    .addHelpText('after', EXAMPLES)
    .action((options: ApplyOptions, self: Command) => perform(self, (session) => applyBaseline(session, options)));
}

async function applyBaseline(session: Session, options: ApplyOptions): Promise<ExitCode> {
  const { policy: file, ou, tag, type, watch, yes } = options;
  const flags = { ...(ou && { ou }), ...(tag && { tag }), ...(type && { type }) };
  const { comparison, warnings } = await comparedOrganization(session, file, flags);
  const { differences } = comparison;
  if (!session.isJson) tell(session, comparison, warnings);
  if (differences.length === 0) return nothingToRequest(session, comparison, file);
  const head = {
    requestId: options.requestId ?? newRequestId(session.now()),
    ...requesterOf(options.requestedBy),
    reason: options.reason ?? 'The contacts become what the baseline wants',
    source: { system: CLI_SYSTEM },
  };
  const written = recordedChanges(differences.map((difference) => changeTo(difference, difference.after)));
  const checked = checkedRequest(head, written);
  if (!options.dryRun) return sendRequest(session, checked, { written, watch, yes, extra: { warnings } });
  const accounts = differences.map(({ account }) => ({ ...account, state: 'ACTIVE' }));
  return dryRun(session, checked, accounts, { warnings });
}

/** What the requester must know before it is sent, on stderr. */
function tell({ terminal }: Session, { differences, unknown }: Comparison, warnings: string[]): void {
  const { remove } = kindCounts(differences);
  for (const warning of warnings) terminal.printError(`! ${warning}`);
  if (unknown.length > 0) {
    const why = `nobody could read ${unknown.length === 1 ? 'it' : 'them'}`;
    terminal.printError(`! ${counted(unknown.length, 'contact')} left out, because ${why}`);
  }
  if (remove > 0) terminal.printError(terminal.paint('red', removalText(remove)));
}

function nothingToRequest(session: Session, comparison: Comparison, file: string): ExitCode {
  const { unknown } = comparison;
  printResult(session, { stage: session.stage, changes: 0, ...planDocument(comparison) }, () => {
    const known = unknown.length > 0 ? 'that is known ' : '';
    return `Nothing was sent: every contact ${known}is as the baseline of ${visibleLine(file)} wants it.`;
  });
  return unknown.length > 0 ? 1 : 0;
}
