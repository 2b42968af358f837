import { commonSlope, percentile } from '../statistics.ts';
import type { Account } from './accounting.ts';
import type { CallsSeen } from './calls-seen.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { LedgerCheck } from './ledger.ts';
import type { Life } from './memory-samples.ts';

/** What a soak has shown. */
export interface SoakResult {
  minutes: number;
  timeScale: number;
  account: Account;
  calls: CallsSeen;
  stackKills: number;
  functionKills: number;
  ledger: LedgerCheck;
  deadLetters: DeadLetters[];
  lives: Life[];
  /** What must not be. */
  findings: string[];
}

/** What a run of the stack takes until its caches are full. */
const WARM_UP_MINUTES = 1;
const SHOWN_FINDINGS = 20;

/** The section of `RESULTS.md`, below its heading. */
export function soakReport(result: SoakResult): string {
  return [head(result), requests(result), checks(result), letters(result), memory(result)].join('\n\n');
}

function head({ minutes, timeScale, calls, stackKills, functionKills }: SoakResult): string {
  const share = (of: number) => `${((of / calls.calls) * 100).toFixed(1)} %`;
  return `${minutes} minutes of mixed traffic on the embedded stack, TIME_SCALE=${timeScale}. One call in twenty goes wrong: each API call of
a function is throttled, answered with a 5xx, cut before or after its effect, or its function is killed there; invocations, starts
of executions, messages and comments on tickets fail as often. Now and then the whole stack is killed and goes on with its state.

${calls.calls.toLocaleString('en')} API calls of functions were seen: ${share(calls.failed)} answered with an error (some of them meant so, such as a condition that
is not met), ${share(calls.cut)} cut. Functions were killed ${functionKills} times while they ran, the whole stack ${stackKills} times.`;
}

function requests({ account: { ends } }: SoakResult): string {
  const rows = [...ends].toSorted().map(([kind, statuses]) => {
    const total = [...statuses.values()].reduce((sum, count) => sum + count, 0);
    const how = [...statuses]
      .toSorted(([, left], [, right]) => right - left)
      .map(([status, count]) => `${count} ${status}`);
    return `| ${kind} | ${total} | ${how.join(', ')} |`;
  });
  return `| accepted | how many | how they ended |\n|---|---:|---|\n${rows.join('\n')}`;
}

function checks({ account, ledger, findings }: SoakResult): string {
  const total = [...account.ends.values()].flatMap((of) => [...of.values()]).reduce((sum, count) => sum + count, 0);
  const shown = findings.slice(0, SHOWN_FINDINGS).map((finding) => `- ${finding}`);
  return [
    `Goal: every request has ended, every chain of evidence holds, every contact is as it was applied last, no lock is held, and no
finding. ${total - account.missing.length} of ${total} have ended; ${ledger.chains} chains verified, with ${ledger.applied} changes of ${ledger.contacts} contacts; **${findings.length} findings**.`,
    ...(shown.length > 0 ? [shown.join('\n')] : []),
  ].join('\n\n');
}

function letters({ deadLetters }: SoakResult): string {
  if (deadLetters.length === 0) return 'No event has become a dead letter.';
  const rows = deadLetters.map(
    ({ what, count, isExplained }) => `| ${what} | ${count} | ${isExplained ? 'yes' : 'no'} |`,
  );
  return `Dead letters, all of which were replayed at the end:

| dead letters | how many | explained by a fault |\n|---|---:|---|\n${rows.join('\n')}`;
}

function memory({ lives, minutes, account: { ends } }: SoakResult): string {
  const accepted = [...ends.values()].flatMap((of) => [...of.values()]).reduce((sum, count) => sum + count, 0);
  const rows = (['stack', 'functions'] as const).map((part) => {
    const series = lives.map((life) => life[part].filter(([minutes]) => minutes >= WARM_UP_MINUTES));
    const slope = commonSlope(series.filter((points) => points.length > 1));
    const all = lives.flatMap((life) => life[part]).map(([, megabytes]) => megabytes);
    return `| ${part} | ${percentile(all, 0.5).toFixed(0)} | ${Math.max(...all).toFixed(0)} | ${figure(slope)} | ${figure((slope * minutes * 1000) / accepted)} |`;
  });
  return `Resident memory, and how it grows: by least squares over all runs of the stack, each without its first minute. The stack keeps
every execution, mail and call for those who ask for them.

| process | median, MB | most, MB | growth, MB a minute | KB for each request |\n|---|---:|---:|---:|---:|\n${rows.join('\n')}`;
}

function figure(value: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(1);
}
