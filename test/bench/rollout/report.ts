import { availableParallelism } from 'node:os';
import { QUOTAS } from 'embedded-aws/services/account/quotas.ts';
import { CLOCK_SPEED, MAIL_ACCOUNT } from './clocked-stack.ts';
import { missedGoals } from './goals.ts';
import type { PeerResult } from './peers.ts';
import type { NotRun, Results } from './results.ts';
import type { CaseResult } from './run-case.ts';

const GIGABYTE = 1e9;
const MOST_NAMED = 10;

/** The text of `ROLLOUT.md`. */
export function rolloutReport(results: Results): string {
  const ours = [...results.cases, ...results.beside, ...results.killed, ...results.latecomer];
  return `${[
    head(results),
    goals(results),
    paces(ours),
    peers(results),
    others(results),
    calls(ours),
    costs(ours),
    machine(ours),
    model(),
  ].join('\n\n')}\n`;
}

function head({ notRun }: Results): string {
  const where = `Node ${process.version}, ${availableParallelism()} cores, ${new Date().toISOString().slice(0, 10)}`;
  const { PutAlternateContact: put, GetAlternateContact: get } = QUOTAS;
  return `# Results of \`npm run bench:rollout\`

${where}. All requests of a case are put at once, by a person for each thousand
contacts, and no two change the same one. The embedded AWS runs with
\`TASKS_AT_ONCE=lambda\`: as many tasks at once as Lambda would, so that a thousand executions meet each other as they do on AWS. Its
quotas of Account Management are those of AWS: Put ${put.perSecond} a second after a burst of ${put.burst}, Get ${get.perSecond} after ${get.burst}. Its clock is modelled
(\`CLOCK_SPEED=${CLOCK_SPEED}\`): it stands still while the machine has work to do, so seconds don't depend on the machine.${missing(notRun)}`;
}

function missing(notRun: NotRun[]): string {
  const named = notRun.map(({ name, error }) => (error === undefined ? name : `${name} (${error})`));
  return named.length === 0 ? '' : `\n\nNot run to the end: ${named.join(', ')}.`;
}

function goals(results: Results): string {
  const missed = missedGoals(results);
  const said = missed.length === 0 ? 'All are met.' : `Missed:\n\n${missed.map((goal) => `- ${goal}`).join('\n')}`;
  return `## Goals

Nothing lost, nothing written twice; apply phase at most 1.05 × the Put-only minimum, 1.10 × for fewer than 300 changes; at most 5 % of
the service's calls throttled; at most 0.2 retries per change because of the quotas; at most 18 transitions for a single approved request; not slower,
from the decision on, than the script that compares, too. ${said}`;
}

function paces(results: CaseResult[]): string {
  const rows = results.map(({ name, changes, minimum, makespan, start, applyPhase, lost, twice }) =>
    row(
      name,
      changes,
      ...[minimum, makespan].map(oneDigit),
      ratio(makespan, minimum),
      oneDigit(start),
      oneDigit(applyPhase),
      ratio(applyPhase, minimum),
      lost.length,
      twice.length,
    ),
  );
  return `## Pace

In seconds. The Put-only minimum is what the quota of Put needs to let the changes through, (changes − burst) / rate. The makespan is
from the first request to the last write, where nobody has to approve. The start is from the first decision, of a person or of the
policy, to the first write; the apply phase from there to the last one. A change is lost if its request does not end APPLIED, or if
its contact is another than was asked for. Where a person approves, all requests wait until the last one has asked; then 80 of them
are approved each second, because the function that takes votes runs 20 times at once. Beside others, the pace has no goal. Where several
large requests are pre-approved, the contacts of one may be read for its plan between the writes of another, which takes 10 s for 100.

${table('case', 'changes', 'minimum', 'makespan', '× minimum', 'start', 'apply phase', '× minimum', 'lost', 'twice')}
${rows.join('\n')}${namedLosses(results)}`;
}

function namedLosses(results: CaseResult[]): string {
  const named = results.flatMap(({ lost, twice }) => [
    ...lost.slice(0, MOST_NAMED).map((change) => `- lost: ${change}`),
    ...twice.slice(0, MOST_NAMED).map((contact) => `- written twice: ${contact}`),
  ]);
  return named.length === 0 ? '' : `\n\n${named.join('\n')}`;
}

function peers({ peers }: Results): string {
  const rows = peers.map(({ name, changes, minimum, makespan, throttled, lost }: PeerResult) =>
    row(name, changes, oneDigit(makespan), ratio(makespan, minimum), percent(throttled), lost),
  );
  return `## Scripts

What scripts with the AWS SDK for JavaScript do on the same API and clock, for the contacts of the 1,000 single requests. They ask nobody,
compare nothing or compare once, and don't read back. From the first call to the last write; lost is what the SDK has given up.

${table('script', 'changes', 'seconds', '× minimum', 'throttled', 'lost')}
${rows.join('\n')}`;
}

function others({ beside, killed, latecomer }: Results): string {
  const besides = beside.map(
    ({ name, foreignThrottled }) =>
      `- ${name}: somebody else puts 2.5 contacts a second all the time, which is half of the quota; ${percent(foreignThrottled)} of their calls are throttled (goal: at most 10 %). The rest of the quota alone would need twice the minimum.`,
  );
  const kills = killed.map(
    ({ name, redriven }) =>
      `- ${name}: when half of the changes are written, all processes of the stack are killed. The stack that is started on what they have left goes on, and ${redriven} failed executions are redriven. What was written, and how often, is read from the files of the stack.`,
  );
  const latecomers = latecomer.map(
    ({ name, lateSeconds }) =>
      `- ${name}: the single one is applied ${oneDigit(lateSeconds)} s after it is put (goal: at most 10 s).`,
  );
  return `## Beside others

${[...besides, ...kills, ...latecomers].join('\n')}`;
}

function calls(results: CaseResult[]): string {
  const rows = results.map(({ name, throttled, retries, pacedRetries, lambdaThrottles }) =>
    row(name, percent(throttled), retries.toFixed(3), pacedRetries.toFixed(3), lambdaThrottles),
  );
  return `## Throttling

The share of the service's calls of Account Management that are throttled; tasks that are run again, by a Retry or with a new turn, per
change, and those of ReadCurrentContact and ApplyChange among them, for which the goal is; and invocations that Lambda throttles. The
others are what many requests meet at the same moment, before they take turns: so many of a function run at a time, and
Organizations describes 20 accounts a second in this model, and each request has an account of its own.

${table('case', 'throttled', 'retries', 'because of the quotas', 'by Lambda')}
${rows.join('\n')}`;
}

function costs(results: CaseResult[]): string {
  const rows = results.map(({ name, transitions, dollars }) => row(name, transitions.toFixed(1), dollars.toFixed(3)));
  return `## State transitions and dollars

A transition is a state that is entered, or a retry. Dollars are for a thousand changes, in us-east-1 without free tiers: transitions,
invocations and GB-seconds of functions. [docs/cost.md](../../docs/cost.md) has everything else.

${table('case', 'transitions per change', 'USD per 1,000 changes')}
${rows.join('\n')}`;
}

function machine(results: CaseResult[]): string {
  const rows = results.map(({ name, peakMemory, wallSeconds }) =>
    row(name, (peakMemory / GIGABYTE).toFixed(2), wallSeconds.toFixed(0)),
  );
  return `## On this machine

Resident memory of all processes of the stack at its peak, and how long the case took by the clock on the wall.

${table('case', 'memory, GB', 'wall, s')}
${rows.join('\n')}`;
}

function model(): string {
  return `## What is not AWS

The quotas, the retries of the state machine and of the SDK, Lambda's concurrency and throttling are AWS's. How long a call, an
invocation and a cold start take is modelled with the constants of [latencies.ts](../../embedded-aws/src/clock/latencies.ts). SES lets
${MAIL_ACCOUNT.maxSendRate} mails a second through. Reads show a write at once, unless it says otherwise. A quota of AWS may be refilled in steps rather than
steadily, and other callers of the account share it.`;
}

function ratio(value: number, base: number): string {
  return Number.isNaN(value) ? '–' : (value / base).toFixed(2);
}

function oneDigit(value: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(1);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function table(...columns: string[]): string {
  return `${row(...columns)}\n|---|${'---:|'.repeat(columns.length - 1)}`;
}

function row(...cells: (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}
