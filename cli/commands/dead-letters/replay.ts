import { Command, Option } from 'commander';
import { counted } from '../../../functions/wording/counted.ts';
import { visibleLine } from '../../../functions/wording/visible-text.ts';
import { RefusedError, UsageError } from '../../errors.ts';
import type { ExitCode } from '../../exit-code.ts';
import { visibleText } from '../../output/visible.ts';
import { type Perform, printResult, type Session } from '../session.ts';
import { confirm } from './confirm.ts';
import type { DeadLetter } from './dead-letter.ts';
import { eachLetter, type LetterResult } from './each-letter.ts';
import { idArgument, namedLetters, readQueue } from './queue.ts';
import { replayText } from './words.ts';

interface ReplayOptions {
  all?: true;
  yes?: true;
}

const EXAMPLES = `
Each event goes to what it was meant for, and to nothing else: the workflow, a function, or a ticket. It is deleted
when that, or the bus that leads there, has taken it; otherwise it stays. What an event has done before is not done
again: a request is recognized by its id, an execution by its name. Only a ticket may get a comment twice.

Examples:
  $ contacts dead-letters replay 1f0c8e2a
  $ contacts dead-letters replay --all
  $ contacts dead-letters list --json | jq -r '.[] | select(.replay.to == "ticket") | .id' |
      xargs contacts dead-letters replay --yes`;

export function replayCommand(perform: Perform): Command {
  return new Command('replay')
    .description('give events to what they were meant for, once more, and delete those that it takes')
    .addArgument(idArgument('[id...]'))
    .addOption(new Option('--all', 'all that can be replayed'))
    .addOption(new Option('--yes', 'do not ask'))
    .addHelpText('after', EXAMPLES)
    .action((ids: string[], options: ReplayOptions, command: Command) =>
      perform(command, (session) => replay(session, ids, options)),
    );
}

async function replay(session: Session, ids: string[], { all, yes }: ReplayOptions): Promise<ExitCode> {
  if (ids.length > 0 === (all ?? false)) throw new UsageError('name the dead letters to replay, or use --all');
  const found = await readQueue(session, {});
  const letters = all ? found.letters.filter(({ replay: { to } }) => to !== 'nowhere') : namedLetters(ids, found);
  if (letters.length === 0) throw new RefusedError('there is no dead letter that can be replayed');
  for (const { id, replay: how } of letters) {
    if (how.to === 'nowhere') throw new RefusedError(`${id} ${replayText(how)}`);
  }
  if (!yes) await confirm(session, letters, `Replay ${counted(letters.length, 'dead letter')}?`);
  return replayEach(session, letters);
}

async function replayEach(session: Session, letters: DeadLetter[]): Promise<ExitCode> {
  const results: LetterResult[] = [];
  const isDone = await eachLetter(session, {
    // In the order in which they came, so that of two requests for one contact, the later one is the later one again.
    letters: letters.toReversed(),
    work: (letter) => replayOne(session, letter),
    report: (result) => {
      results.push(result);
      if (!session.isJson) session.terminal.print(resultText(session, result));
    },
  });
  if (session.isJson) printResult(session, results.map(resultDocument), () => '');
  return isDone ? 0 : 1;
}

async function replayOne({ aws }: Session, { id, replay: how }: DeadLetter): Promise<string> {
  switch (how.to) {
    case 'workflow': {
      const isNew = await aws.startWorkflow(how.machine, `dead-letter-${id}`, how.input);
      return isNew
        ? `started the execution dead-letter-${id}`
        : `was replayed before, by the execution dead-letter-${id}`;
    }
    case 'function':
      await aws.invokeFunction(how.functionName, how.payload);
      return `handled by ${how.functionName}`;
    case 'outcome':
      await aws.putEvent(how.detailType, how.detail);
      return 'sent to the function that records outcomes';
    case 'ticket':
      await aws.putEvent(how.detailType, how.detail);
      return 'sent to the ticket system';
    case 'nowhere':
      throw new RefusedError(replayText(how));
  }
}

function resultText({ terminal: { paint } }: Session, { letter, isDone, text }: LetterResult): string {
  const symbol = isDone ? paint('green', '✓') : paint('red', '✗');
  return `${symbol} ${visibleLine(letter.id)} ${isDone ? '' : 'is still there: '}${visibleText(text)}`;
}

function resultDocument({ letter: { id }, isDone, text }: LetterResult): object {
  return { id, replayed: isDone, text };
}
