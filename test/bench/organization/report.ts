import { MOST_CAMPAIGN_CHANGES } from '../../../schemas/compiled/limits.js';
import { machine } from '../results.ts';
import { CLOCK_SPEED } from '../rollout/clocked-stack.ts';
import { COUNTED_WORKS, type Counted, USES } from '../scale/counted.ts';
import { missedGoals, type Results } from './goals.ts';
import type { Killed } from './killed.ts';
import type { Measured } from './measured.ts';
import type { WholeCampaign } from './memory.ts';

const MOST_NAMED = 10;

/** The text of `ORGANIZATION.md`. */
export function organizationReport(results: Results): string {
  const { accounts, measured, killed, counted, whole } = results;
  const parts = [
    head(accounts, measured),
    goals(results),
    pace(measured),
    people(measured),
    kills(killed),
    use(counted),
  ];
  return `${[...parts, machineTime(results), largest(whole)].join('\n\n')}\n`;
}

function head(accounts: number, { changes, groups }: Measured): string {
  return `# Results of \`npm run bench:organization\`

${machine()} An organization of ${number(accounts)} accounts is swept and compared with its baseline. Then a campaign of ${number(changes)} changes in
${groups} groups is planned, approved once and applied; in the middle of it, somebody requests a single change. All of that happens a second
time, and the stack is killed on the way. The embedded AWS runs with \`TASKS_AT_ONCE=lambda\` and a modelled clock (\`CLOCK_SPEED=${CLOCK_SPEED}\`),
as in [ROLLOUT.md](ROLLOUT.md). What is beyond that is computed in [docs/scale.md](../../docs/scale.md).`;
}

function goals(results: Results): string {
  const missed = missedGoals(results);
  const said = missed.length === 0 ? 'All are met.' : `Missed:\n\n${missed.map((goal) => `- ${goal}`).join('\n')}`;
  return `## Goals

Nothing lost, nothing written twice; apply phase at most 1.05 × the Put-only minimum; under 5 % of the service's calls throttled; the
single change applied within 30 s of its approval; \`contacts plan\` in under 5 s; the page of the approver in under 300 ms and under
200 KB; memory of the stack under 1.5 GB; the report as the API of Account Management answers, although the stack was killed. ${said}`;
}

function pace({ sweep, plan, applyPhase, minimum, throttled, lost, twice, singleSeconds }: Measured): string {
  const rows = [
    row('sweep', `${sweep.toFixed(1)} s`),
    row('plan, from the request until its plan is made', `${plan.toFixed(1)} s`),
    row('apply phase, from the first write to the last', `${applyPhase.toFixed(1)} s`),
    row('what the quota of writes needs for it', `${minimum.toFixed(1)} s`),
    row('apply phase ÷ that', (applyPhase / minimum).toFixed(3)),
    row('calls throttled since the approval', `${(throttled * 100).toFixed(2)} %`),
    row('a single change in the middle, from its approval until it is written', `${singleSeconds.toFixed(1)} s`),
    row('lost', lost.length),
    row('written twice', twice.length),
  ];
  return `## Pace

Seconds of the modelled clock.

${table('what', 'figure')}
${rows.join('\n')}${named({ lost, 'written twice': twice })}`;
}

function people({ compareSeconds, page }: Measured): string {
  return `## For people

With the times that AWS takes for its calls, and those of this machine.

${table('what', 'figure')}
${row('`contacts plan`', `${compareSeconds.toFixed(2)} s`)}
${row("the page of the campaign's approver, median", `${page.milliseconds.toFixed(0)} ms`)}
${row('its size', `${(page.bytes / 1000).toFixed(1)} KB`)}`;
}

function kills({ seed, kills, lost, twice, untrue, unproven }: Killed): string {
  const found = { lost, 'written twice': twice, 'told otherwise': untrue, 'without approver': unproven };
  const rows = Object.entries(found).map(([what, names]) => row(what, names.length));
  return `## Killed

All processes were killed ${kills} times: once in the sweep, once in the plan and otherwise while changes were applied, at the random moments of
seed ${seed}. Each time, the stack was started again on what they had left, and executions that failed were redriven. What was written, and how
often, is read from its files. *Told otherwise* are contacts that the report tells otherwise than the API of Account Management;
*without approver* those of the campaign of which it does not say who has approved them.

${table('what', 'contacts')}
${rows.join('\n')}${named(found)}`;
}

function use(counted: Counted): string {
  const rows = COUNTED_WORKS.map((work) => row(work, ...USES.map((used) => counted[work][used].toFixed(3))));
  return `## What is used

By each account of a sweep, and by each change of a campaign of 200; docs/scale.md computes with it.

${table('what', 'write units', 'read units', 'objects written', 'objects read')}
${rows.join('\n')}`;
}

function machineTime({ measured, killed }: Results): string {
  const rows = measured.phases.map(({ name, wallSeconds }, index) =>
    row(name, wallSeconds.toFixed(0), killed.phases[index]?.wallSeconds.toFixed(0) ?? '–'),
  );
  return `## On this machine

Seconds of the clock on the wall, and the memory of all processes of the stack at its peak.

${table('what', 'not interrupted', 'killed')}
${rows.join('\n')}
${row('memory, GB', ...[measured, killed].map(({ peakMemory }) => (peakMemory / 1e9).toFixed(2)))}`;
}

function largest(whole: WholeCampaign[]): string {
  const rows = whole.map(({ name, seconds, bytes, size }) =>
    row(name, seconds.toFixed(1), size.seconds, Math.round(bytes / 2 ** 20), Math.round(size.gigabytes * 1024)),
  );
  return `## The functions that look at a whole campaign

Of ${number(MOST_CAMPAIGN_CHANGES)} changes, without the calls of AWS.

${table('function', 'seconds', 'of', 'MB', 'of')}
${rows.join('\n')}`;
}

function named(found: Record<string, string[]>): string {
  const lines = Object.entries(found).flatMap(([what, names]) =>
    names.slice(0, MOST_NAMED).map((name) => `- ${what}: ${name}`),
  );
  return lines.length === 0 ? '' : `\n\n${lines.join('\n')}`;
}

function number(value: number): string {
  return value.toLocaleString('en');
}

function table(...columns: string[]): string {
  return `${row(...columns)}\n|---|${'---:|'.repeat(columns.length - 1)}`;
}

function row(...cells: (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}
