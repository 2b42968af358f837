import { Command } from 'commander';
import { utcText } from '../../../functions/wording/time.ts';
import { visibleLine } from '../../../functions/wording/visible-text.ts';
import { RefusedError } from '../../errors.ts';
import type { ExitCode } from '../../exit-code.ts';
import { jsonText } from '../../output/json-text.ts';
import { labelled, sections, titled } from '../../output/sections.ts';
import { visibleText } from '../../output/visible.ts';
import { type Perform, printResult, type Session } from '../session.ts';
import { causeOf } from './cause.ts';
import type { DeadLetter } from './dead-letter.ts';
import { deadLetterDocument } from './document.ts';
import { forwarderOption, idArgument, namedLetters, type QueueFlags, readQueue } from './queue.ts';
import { originText, reasonText, replayText, subjectText } from './words.ts';

const EXAMPLES = `
It shows everything, contacts included: they are personal data.

Examples:
  $ contacts dead-letters show 1f0c8e2a
  $ contacts dead-letters show 1f0c8e2a --json | jq .event > event.json`;

export function showCommand(perform: Perform): Command {
  return new Command('show')
    .description('show a dead letter: why it is there, what a replay does, and the whole event')
    .addArgument(idArgument('<id>'))
    .addOption(forwarderOption())
    .addHelpText('after', EXAMPLES)
    .action((id: string, flags: QueueFlags, command: Command) =>
      perform(command, (session) => show(session, id, flags)),
    );
}

async function show(session: Session, id: string, flags: QueueFlags): Promise<ExitCode> {
  const [letter] = namedLetters([id], await readQueue(session, flags));
  if (!letter) throw new RefusedError(`there is no dead letter ${id}`);
  const cause = await causeOf(session, letter);
  printResult(session, deadLetterDocument(letter, cause), () => letterText(letter, cause, session));
  return 0;
}

function letterText(letter: DeadLetter, cause = letter.error.message, { terminal, serviceName }: Session): string {
  const { id, sentAt, received, origin, event, body } = letter;
  const facts: [string, string][] = [
    ['About', subjectText(letter)],
    ['From', originText(origin, serviceName)],
    ...placeOf(letter),
    ['Since', utcText(sentAt.toISOString(), { seconds: true })],
    ['Read', received === 1 ? 'once' : `${received} times`],
    ['Why', reasonText(letter)],
    ...(cause === '' ? [] : [['Details', visibleText(cause)] satisfies [string, string]]),
    ['Replay', replayText(letter.replay)],
  ];
  return sections([
    `Dead letter ${visibleLine(id)}`,
    labelled(facts, terminal),
    titled(
      event === undefined ? 'Message' : 'Event',
      event === undefined ? visibleText(body) : jsonText(event),
      terminal,
    ),
  ]);
}

function placeOf({ origin }: DeadLetter): [string, string][] {
  switch (origin.kind) {
    case 'undelivered':
      return [['Target', visibleLine(origin.target)]];
    case 'kept':
      return origin.executionArn === undefined ? [] : [['Execution', visibleLine(origin.executionArn)]];
    case 'unhandled':
    case 'unknown':
      return [];
  }
}
