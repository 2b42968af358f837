import { Command } from 'commander';
import { counted } from '../../../functions/wording/counted.ts';
import type { ExitCode } from '../../exit-code.ts';
import { type Perform, printResult, type Session } from '../session.ts';
import { causesOf } from './cause.ts';
import { deadLetterEntry } from './document.ts';
import { deadLetterTable } from './letter-table.ts';
import { type Found, forwarderOption, type QueueFlags, readQueue } from './queue.ts';

const EXAMPLES = `
READ is how often somebody has looked at it. Reading hides dead letters from others for a moment, and they are
shown again when the command is done (after two minutes, if you stop it).

Examples:
  $ contacts dead-letters list
  $ contacts dead-letters list --json | jq -r '.[] | select(.error.code == "NO_PERMISSIONS") | .id'
  $ AWS_PROFILE=management contacts dead-letters list --forwarder`;

export function listCommand(perform: Perform): Command {
  return new Command('list')
    .description('list the dead letters, newest first: what each is about, where it comes from, and why it is there')
    .addOption(forwarderOption())
    .addHelpText('after', EXAMPLES)
    .action((flags: QueueFlags, command: Command) => perform(command, (session) => list(session, flags)));
}

async function list(session: Session, flags: QueueFlags): Promise<ExitCode> {
  const found = await readQueue(session, flags);
  // The table has no room for causes.
  const causes = session.isJson ? await causesOf(session, found.letters) : [];
  const entries = found.letters.map((letter, index) => deadLetterEntry(letter, causes[index]));
  printResult(session, entries, () => listText(session, found));
  if (session.isJson && found.more > 0) session.terminal.printError(`! ${moreText(found)}`);
  return 0;
}

function listText({ terminal, serviceName, now }: Session, found: Found): string {
  const { letters, more } = found;
  const table = letters.length === 0 ? 'No dead letters.' : deadLetterTable(letters, serviceName, terminal, now());
  return more === 0 ? table : `${table}\n\n${moreText(found)}`;
}

function moreText({ letters, more }: Found): string {
  const besides = letters.length > 0 ? 'About' : 'But about';
  return `${besides} ${counted(more, 'more message')} may be there: SQS shows none that somebody else is reading. Try again in two minutes.`;
}
