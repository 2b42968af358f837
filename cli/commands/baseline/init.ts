import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { contactFaults } from '../../../functions/domain/contact/usable-contact.ts';
import { compare } from '../../../functions/domain/inventory/differences.ts';
import { baselineOf, proposedBaseline } from '../../../functions/domain/inventory/proposed-baseline.ts';
import { counted } from '../../../functions/wording/counted.ts';
import { visibleLine } from '../../../functions/wording/visible-text.ts';
import validate, { type Contact } from '../../../schemas/compiled/contact.js';
import { UsageError } from '../../errors.ts';
import type { ExitCode } from '../../exit-code.ts';
import { selectedItems } from '../../input/inventory-selection.ts';
import { baselineYaml, type Proposal } from '../../output/baseline-yaml.ts';
import { jsonText } from '../../output/json-text.ts';
import { planDocument } from '../../output/plan-document.ts';
import { checkWritable } from '../export/output-file.ts';
import { ageWarnings } from '../plan/age-warnings.ts';
import type { Perform, Session } from '../session.ts';

interface InitOptions {
  output?: string;
}

const EXAMPLES = `
By default, each account gets the contact that more than half have; an organizational unit gets another one where
fewer than half of its accounts have that. What no more than half have is left alone. The accounts that have
something else are listed as comments. Nothing is changed.

Examples:
  $ contacts baseline init
  $ contacts baseline init --output baseline.yml    # review it, and put it into policy.yml
  $ contacts plan                                   # shows the exceptions, and nothing else`;

export function initBaselineCommand(perform: Perform): Command {
  return new Command('init')
    .description('write a baseline for policy.yml from what most accounts have')
    .option('--output <file>', 'where to write; it must not exist (default: stdout)')
    .addHelpText('after', EXAMPLES)
    .action((options: InitOptions, command: Command) => perform(command, (session) => init(session, options)));
}

async function init(session: Session, { output }: InitOptions): Promise<ExitCode> {
  if (output !== undefined) await checkWritable(output);
  const [all, sweep] = await Promise.all([session.aws.readInventory(), session.aws.readSweep()]);
  const items = selectedItems(all, {});
  const proposed = proposedBaseline(items, isUsable);
  const baseline = baselineOf(proposed);
  const comparison = compare(items, baseline);
  const warnings = ageWarnings(comparison, sweep, session.now());
  const proposal: Proposal = { proposed, comparison, warnings, at: session.now().toISOString() };
  const text = session.isJson
    ? jsonText({ baseline, ...planDocument(comparison), warnings })
    : baselineYaml(proposal).trimEnd();
  if (output === undefined) session.terminal.print(text);
  else {
    await writeNew(output, `${text}\n`);
    if (!session.isJson) session.terminal.print(writtenText(session, output, proposal));
  }
  return 0;
}

/** Whether a policy may ask for the contact: AWS holds some that it would not take today. */
function isUsable(contact: Contact): boolean {
  return validate(contact) && contactFaults({ ...contact }).length === 0;
}

/** A policy that somebody has written must not be lost. @throws UsageError */
async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const why = code === 'EEXIST' ? 'it exists, and is not overwritten' : code;
    throw new UsageError(`cannot write ${visibleLine(path)}: ${why}`);
  }
}

function writtenText({ terminal: { paint } }: Session, output: string, { proposed, comparison }: Proposal): string {
  const facts = [
    counted(proposed.overrides.length, 'override'),
    counted(comparison.differences.length, 'exception'),
  ].join(' and ');
  return `${paint('green', '✓')} Wrote a baseline with ${facts} to ${visibleLine(output)}. Nothing was changed.`;
}
