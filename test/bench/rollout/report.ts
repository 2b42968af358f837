import { availableParallelism } from 'node:os';
import { percentile } from '../statistics.ts';
import { CALLS_OF_A_CHANGE, quotaMinima } from './quota-minimum.ts';
import type { CaseResult } from './run-case.ts';

const GIGABYTE = 1e9;

/** The text of `ROLLOUT.md`. */
export function rolloutReport(results: CaseResult[], timeScale: number): string {
  return [head(timeScale), makespans(results), calls(results), costs(results), machine(results)].join('\n');
}

function head(timeScale: number): string {
  const where = `Node ${process.version}, ${availableParallelism()} cores, ${new Date().toISOString().slice(0, 10)}`;
  return `# Results of \`npm run bench:rollout\`

${where}, TIME_SCALE=${timeScale}. All requests are put at once. The policy pre-approves them, no two change the same contact,
and the embedded stack applies them under the quotas of Account Management: Put 5 a second after a burst of 8, Get 10 after 15. The
quotas and the state machine's retries run in scaled time, and the seconds below are scaled back; calls, and the pauses inside a
function, take real time. The stack works on a few tasks at a time, the oldest request's first, so callers compete less here than
a thousand executions do on AWS.
`;
}

function makespans(results: CaseResult[]): string {
  const rows = results.map(({ name, changes, makespan, lost }) => {
    const [get = 0, put = 0] = quotaMinima(changes).map(({ seconds }) => seconds);
    const minimum = Math.max(get, put);
    const figures = [
      changes,
      makespan.toFixed(1),
      minimum.toFixed(1),
      ratio(makespan, minimum),
      ratio(makespan, put),
      lost.length,
    ];
    return row(name, ...figures);
  });
  const formulas = [...new Set(results.map(({ changes }) => changes))].flatMap((changes) =>
    quotaMinima(changes).map(({ operation, formula }) => `- ${changes} changes, ${operation}: ${formula}`),
  );
  return `## Makespan

From the first request put until the last execution has ended. The minimum is the time that the quotas alone need to let the
necessary calls through: (calls − burst) / rate for each operation, and the larger of the two. A change needs ${CALLS_OF_A_CHANGE.GetAlternateContact} reads, one to plan, one to
compare and two to verify, and ${CALLS_OF_A_CHANGE.PutAlternateContact} write.

${formulas.join('\n')}

A change is lost when its request did not end APPLIED, or when its contact is not as requested. Goal: none.

${table('case', 'changes', 'makespan, s', 'minimum, s', 'of the minimum', 'of the minimum for Put alone', 'lost')}
${rows.join('\n')}
${results.flatMap(({ lost }) => lost.slice(0, 10).map((change) => `- lost: ${change}`)).join('\n')}`;
}

function calls(results: CaseResult[]): string {
  const rows = results.map(({ name, changes, passed, throttled }) => {
    const of = (operation: keyof typeof CALLS_OF_A_CHANGE) => [
      CALLS_OF_A_CHANGE[operation] * changes,
      passed[operation] ?? 0,
      throttled[operation] ?? 0,
    ];
    return row(name, ...of('GetAlternateContact'), ...of('PutAlternateContact'));
  });
  return `## Calls of Account Management

${table('case', 'Get needed', 'let through', 'throttled', 'Put needed', 'let through', 'throttled')}
${rows.join('\n')}
`;
}

function costs(results: CaseResult[]): string {
  const rows = results.map(({ name, changes, used, cost }) => {
    const per = (value: number) => (value * 1000) / changes;
    const dollars = [cost.transitions, cost.functions, cost.table, cost.total].map((value) => per(value).toFixed(3));
    return row(name, per(used.transitions).toFixed(0), per(used.retries).toFixed(0), ...dollars);
  });
  const approved = [...new Set(results.map(({ approvedTransitions }) => approvedTransitions))].join(' or ');
  return `## State transitions and dollars

A request of one change that needs an approval, on its own: **${approved}** state transitions. Goal: at most 16. A transition is a state
that is entered, or a retry.

Per 1,000 changes, in us-east-1 without free tiers: Standard workflow 0.025 USD per 1,000 transitions; functions on arm64 with
512 MB 0.0000133334 USD per GB-second, for as long as they ran here, and 0.20 USD per million invocations; table on demand 0.625 USD
per million write and 0.125 USD per million read request units. Mails, events and logs are left out.

${table('case', 'transitions', 'of them retries', 'workflow, USD', 'functions, USD', 'table, USD', 'together, USD')}
${rows.join('\n')}
`;
}

function machine(results: CaseResult[]): string {
  const rows = results.map(({ name, seen }) => {
    const times = [seen.health, seen.page].flatMap((values) =>
      [0.5, 0.95, 1].map((share) => percentile(values, share)),
    );
    return row(name, (seen.peakMemory / GIGABYTE).toFixed(2), ...times.map((time) => time.toFixed(0)));
  });
  return `## The stack meanwhile

Resident memory of all its processes together at its peak (goal: less than 1.5 GB), and how long \`/_local/health\` and an approval page
took to answer: median, 95th percentile and slowest, in ms.

${table('case', 'memory, GB', 'health', 'p95', 'slowest', 'page', 'p95', 'slowest')}
${rows.join('\n')}
`;
}

function ratio(value: number, base: number): string {
  return (value / base).toFixed(2);
}

function table(...columns: string[]): string {
  return `${row(...columns)}\n|---|${'---:|'.repeat(columns.length - 1)}`;
}

function row(...cells: (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}
