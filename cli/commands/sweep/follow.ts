import cliTruncate from 'cli-truncate';
import type { Sweep } from '../../../functions/domain/inventory/sweep.ts';
import { RefusedError } from '../../errors.ts';
import { indented } from '../../output/sections.ts';
import type { Session } from '../session.ts';
import { progressBar, progressText } from './words.ts';

/** How often to look, and how often a log gets a line where no bar says how far it is. */
const LOOK_MILLISECONDS = 2000;
const TOLD_EVERY_MILLISECONDS = 10_000;

/** A sweep says that it has begun as soon as it has asked AWS Organizations for the root. */
const PATIENCE_MILLISECONDS = 60_000;

/** The frame of the spinner and the space after it. */
const FRAME_WIDTH = 2;

/**
 * Follows a sweep until it ends. If another one was under way, that one is followed.
 * @throws RefusedError when its execution fails, or does not begin
 */
export async function followSweep(session: Session, sweepId: string): Promise<Sweep> {
  const { aws, terminal, now, sleep } = session;
  const bar = session.isJson ? undefined : terminal.progress('starting');
  const tell = teller(session);
  const since = now().getTime();
  try {
    for (let followed = sweepId; ; ) {
      const latest = await aws.readSweep();
      if (latest?.sweepId === followed && latest.endedAt !== undefined) return latest;
      const execution = await aws.describeSweep(followed);
      if (execution && execution.status !== 'RUNNING' && execution.status !== 'SUCCEEDED') {
        throw new RefusedError(failure(followed, execution));
      }
      if (latest && latest.sweepId !== followed && execution?.status === 'SUCCEEDED') followed = latest.sweepId;
      if (latest?.sweepId === followed) {
        bar?.say(cliTruncate(progressBar(latest, now()), terminal.width - FRAME_WIDTH - 1));
        tell(latest);
      } else if (now().getTime() - since > PATIENCE_MILLISECONDS) {
        throw new RefusedError(`the sweep ${followed} does not begin: look at its execution in AWS Step Functions`);
      }
      await sleep(LOOK_MILLISECONDS);
    }
  } finally {
    bar?.stop();
  }
}

function failure(sweepId: string, { status, error }: { status: string; error?: string }): string {
  const why = error === undefined ? '' : `, ${error}`;
  return `the sweep ${sweepId} is ${status}${why}. Redrive its execution in AWS Step Functions, which goes on where it stopped, or start another one with \`contacts sweep\``;
}

/** Where no bar says how far the sweep is, a line does now and then. */
function teller({ terminal, isJson, now }: Session): (sweep: Sweep) => void {
  let told = { text: '', at: 0 };
  return (sweep) => {
    const at = now().getTime();
    const text = progressText(sweep, now());
    if (isJson || terminal.isInteractive || text === told.text || at - told.at < TOLD_EVERY_MILLISECONDS) return;
    terminal.print(indented(text));
    told = { text, at };
  };
}
