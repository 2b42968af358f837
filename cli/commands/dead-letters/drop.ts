import { Command, Option } from 'commander';
import { counted } from '../../../functions/wording/counted.ts';
import { visibleLine } from '../../../functions/wording/visible-text.ts';
import type { ExitCode } from '../../exit-code.ts';
import { visibleText } from '../../output/visible.ts';
import { type Perform, printResult, type Session } from '../session.ts';
import { confirm } from './confirm.ts';
import { deadLetterDocument } from './document.ts';
import { eachLetter, type LetterResult } from './each-letter.ts';
import { forwarderOption, idArgument, namedLetters, type QueueFlags, readQueue } from './queue.ts';
import { subjectText } from './words.ts';

interface DropOptions extends QueueFlags {
  yes?: true;
}

const EXAMPLES = `
It can't be undone. With --json, what was dropped is printed as a whole.

Examples:
  $ contacts dead-letters drop 1f0c8e2a
  $ contacts dead-letters drop 1f0c8e2a --yes --json > dropped.json`;

export function dropCommand(perform: Perform): Command {
  return new Command('drop')
    .description('delete dead letters without a replay')
    .addArgument(idArgument('<id...>'))
    .addOption(forwarderOption())
    .addOption(new Option('--yes', 'do not ask'))
    .addHelpText('after', EXAMPLES)
    .action((ids: string[], options: DropOptions, command: Command) =>
      perform(command, (session) => drop(session, ids, options)),
    );
}

async function drop(session: Session, ids: string[], { yes, ...flags }: DropOptions): Promise<ExitCode> {
  const letters = namedLetters(ids, await readQueue(session, flags));
  if (!yes) await confirm(session, letters, `Delete ${counted(letters.length, 'dead letter')} for good?`);
  const results: LetterResult[] = [];
  const isDone = await eachLetter(session, {
    ...flags,
    letters,
    work: async () => 'dropped',
    report: (result) => {
      results.push(result);
      if (!session.isJson) session.terminal.print(resultText(session, result));
    },
  });
  if (session.isJson) printResult(session, results.map(resultDocument), () => '');
  return isDone ? 0 : 1;
}

function resultText({ terminal: { paint } }: Session, { letter, isDone, text }: LetterResult): string {
  const id = visibleLine(letter.id);
  if (!isDone) return `${paint('red', '✗')} ${id} was not dropped: ${visibleText(text)}`;
  return `${paint('green', '✓')} Dropped ${id}: ${subjectText(letter)}`;
}

function resultDocument({ letter, isDone, text }: LetterResult): object {
  return { dropped: isDone, ...(isDone ? {} : { text }), ...deadLetterDocument(letter) };
}
