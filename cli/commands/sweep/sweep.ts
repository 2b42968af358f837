import { Command } from 'commander';
import type { Sweep } from '../../../functions/domain/inventory/sweep.ts';
import type { ExitCode } from '../../exit-code.ts';
import { newSweepId } from '../../input/request-id.ts';
import { type Perform, printResult, type Session } from '../session.ts';
import { followSweep } from './follow.ts';
import { reportSweep } from './report-sweep.ts';
import { progressText } from './words.ts';

interface SweepOptions {
  watch?: true;
}

const EXAMPLES = `
It reads the contacts of every ACTIVE account, no faster than a share of AWS's quota, and gives way to changes: a
thousand accounts take about ten minutes. Only one runs at a time; a second one follows the first. The service
starts one every day by itself, unless its parameter sweepSchedule says otherwise.

Examples:
  $ contacts sweep --watch
  $ contacts sweep --watch --json | jq .unreadable
  $ contacts plan                 # what differs from the baseline

With --watch, the exit code is 0 if every account was read, and 1 if some could not be.`;

export function sweepCommand(perform: Perform): Command {
  return new Command('sweep')
    .description('read the contacts of all accounts into the inventory')
    .option('--watch', 'follow it until it ends (Ctrl-C stops watching, not the sweep)')
    .addHelpText('after', EXAMPLES)
    .action((options: SweepOptions, command: Command) => perform(command, (session) => sweep(session, options)));
}

async function sweep(session: Session, { watch }: SweepOptions): Promise<ExitCode> {
  const running = await runningSweep(session);
  const sweepId = running?.sweepId ?? newSweepId(session.now());
  if (!running) await session.aws.startSweep(sweepId);
  if (watch) {
    if (!session.isJson) session.terminal.print(beginning(session, sweepId, running));
    return reportSweep(session, await followSweep(session, sweepId));
  }
  const document = { sweepId, stage: session.stage, isNew: !running, ...running };
  printResult(session, document, () => `${beginning(session, sweepId, running)}\n\n${following(session)}`);
  return 0;
}

/** The sweep that is under way, if one is: the table alone does not tell that an execution has failed. */
async function runningSweep({ aws }: Session): Promise<Sweep | undefined> {
  const latest = await aws.readSweep();
  if (!latest || latest.endedAt !== undefined) return undefined;
  return (await aws.describeSweep(latest.sweepId))?.status === 'RUNNING' ? latest : undefined;
}

function beginning({ stage, terminal: { paint }, now }: Session, sweepId: string, running: Sweep | undefined): string {
  if (running) return `The sweep ${sweepId} is under way: ${progressText(running, now())}`;
  return `${paint('green', '✓')} Started ${paint('bold', sweepId)}, stage ${stage}`;
}

function following({ repeatedFlags }: Session): string {
  return `Follow it:\n  contacts sweep --watch${repeatedFlags}`;
}
