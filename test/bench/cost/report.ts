import { ASSUMED } from './assumptions.ts';
import { costOf, ITEMS, type Item, PRICE_LIST, priceOf, times, type Usage } from './prices.ts';
import type { Standing } from './standing.ts';
import { WRITTEN, type Writes } from './writes.ts';

/** What a thousand requests of a kind use. */
export interface KindCost {
  name: string;
  /** Of one request. */
  usage: Usage;
  /** What one request keeps in the table, in bytes. */
  keptBytes: number;
  /** Write units of one request. */
  writes: Writes;
  /** What Step Functions would log of one request besides if the level were ALL, in GB. */
  unloggedGigabytes: number;
}

/** What is shown together, by the items that it is made of. */
const COLUMNS: Record<string, Item[]> = {
  workflow: ['stateTransition'],
  functions: ['invocation', 'gigabyteSecond'],
  table: ['writeUnit', 'readUnit'],
  mails: ['mail'],
  logs: ['logGigabyte'],
  others: ['httpCall', 'event', 'apiDestinationCall', 'queueRequest', 'signature', 'secretRead', 'trace'],
};

/** The kinds of requests whose writes are told apart. */
const WITH_WRITES = ['one change, approved', '100 changes, approved'];

const COUNTED: [string, Item, number][] = [
  ['transitions', 'stateTransition', 0],
  ['invocations', 'invocation', 0],
  ['write units', 'writeUnit', 0],
  ['read units', 'readUnit', 0],
  ['mails', 'mail', 0],
  ['events', 'event', 0],
  ['calls of the HTTP API', 'httpCall', 0],
  ['calls of the ticket system', 'apiDestinationCall', 0],
  ['requests to KMS', 'signature', 0],
];

/** What a month costs at rest, and how many metrics the service has besides those in it. */
export interface AtRest {
  standing: Standing[];
  otherMetrics: number;
}

/** The generated part of docs/cost.md. */
export function costReport(kinds: KindCost[], atRest: AtRest): string {
  return [
    perThousand(kinds),
    counts(kinds),
    writes(kinds),
    month(atRest),
    storage(kinds),
    assumptions(),
    priceTable(),
  ].join('\n\n');
}

/** In USD: what is said of the cost elsewhere. */
export function costSummary(kinds: KindCost[], { standing }: AtRest): string {
  const [usual = '', economical = ''] = kinds.map(({ usage }) => costOf(times(1000, usage)).toFixed(2));
  const month = standing.reduce((sum, { usage }) => sum + costOf(usage), 0);
  return `about $${usual} for a thousand requests of one change, approved ($${economical} with only the mails that ask and tell the end), and $${month.toFixed(2)} a month without any`;
}

function perThousand(kinds: KindCost[]): string {
  const rows = kinds.map(({ name, usage }) => {
    const thousand = times(1000, usage);
    const parts = Object.values(COLUMNS).map((items) => costOf(only(thousand, items)));
    return row(name, `**${costOf(thousand).toFixed(2)}**`, ...parts.map((part) => part.toFixed(3)));
  });
  return `## A thousand requests

In USD. *Others* are calls of the HTTP API, events, calls of ticket systems, signatures, secrets and traces.

${table('requests', 'together', ...Object.keys(COLUMNS))}
${rows.join('\n')}

*Only the mails* is with \`notices: { pending: claimed, decided: nobody }\` [in the policy](approval.md#which-mails-there-are), and for the
ticket with \`mailRequester: false\`. ${moreLogs(kinds)}`;
}

function moreLogs(kinds: KindCost[]): string {
  const more = kinds.map(({ unloggedGigabytes }) => 1000 * costOf({ logGigabyte: unloggedGigabytes }));
  return `The workflow logs what fails; with \`workflowLogLevel: ALL\`, the logs cost ${Math.min(...more).toFixed(3)} to ${Math.max(...more).toFixed(3)} more.`;
}

function counts(kinds: KindCost[]): string {
  const rows = kinds.map(({ name, usage }) =>
    row(
      name,
      ...COUNTED.map(([, item, digits]) => (usage[item] ?? 0).toFixed(digits)),
      ((usage.logGigabyte ?? 0) * 1e6).toFixed(0),
    ),
  );
  return `What one request uses, as it was counted:

${table('request', ...COUNTED.map(([name]) => name), 'logs, KB')}
${rows.join('\n')}`;
}

function writes(kinds: KindCost[]): string {
  const shown = kinds.filter(({ name }) => WITH_WRITES.includes(name));
  const rows = WRITTEN.map((what) => row(what, ...shown.map((kind) => (kind.writes[what] ?? 0).toFixed(0))));
  return `What its write units write. An item of more than 1 KB takes a unit for each, and so does each of its entries in an index when
that changes:

${table('what', ...shown.map(({ name }) => name))}
${rows.join('\n')}`;
}

function month({ standing, otherMetrics }: AtRest): string {
  const rows = standing.map(({ what, usage }) => row(what, unitsOf(usage), costOf(usage).toFixed(2)));
  const together = standing.reduce((sum, { usage }) => sum + costOf(usage), 0);
  return `## A month at rest

What a stage costs in which nobody requests anything, in USD:

${table('what', 'how many', 'a month')}
${rows.join('\n')}
${row('**together**', '', `**${together.toFixed(2)}**`)}

Besides, each of ${otherMetrics} other metrics of our own costs up to ${priceOf('metric').toFixed(2)} in a month in which every hour has values of it: ${(otherMetrics * priceOf('metric')).toFixed(2)} at most.
[A key of your own](deploy.md#a-key-of-your-own) costs ${priceOf('key').toFixed(2)}, more once it was rotated, and what the services ask of it.`;
}

function unitsOf(usage: Usage): string {
  const [only, ...others] = ITEMS.filter((item) => (usage[item] ?? 0) > 0);
  if (only !== undefined && others.length === 0) return String(usage[only]);
  return `${Math.round(usage.invocation ?? 0).toLocaleString('en')} invocations`;
}

function storage(kinds: KindCost[]): string {
  const rows = kinds.map(({ name, keptBytes }) => {
    const gigabytes = (keptBytes * 1000) / 1e9;
    return row(
      name,
      (gigabytes * 1000).toFixed(1),
      costOf({ tableGigabyte: gigabytes, recoveryGigabyte: gigabytes }).toFixed(4),
    );
  });
  return `What a thousand requests keep in the table and its point-in-time recovery, for as long as they are kept:

${table('requests', 'MB', 'USD a month')}
${rows.join('\n')}`;
}

function assumptions(): string {
  const { invocationMs, turnMs, invocationLogBytes, historyEventLogBytes, accessLogBytes } = ASSUMED;
  return `## What is assumed

Transitions, invocations, units of the table, mails, events and signatures were counted on the embedded AWS, one request at a time,
without errors. These figures can't be measured there:

${table('what', 'assumed')}
${row('what Lambda bills of an invocation, with 512 MB', `${invocationMs} ms`)}
${row('the same of a contact that is read, and changed, in a request of many', `${turnMs.ReadCurrentContact}, ${turnMs.ApplyChange} ms`)}
${row('what Lambda logs of an invocation by itself', `${invocationLogBytes} bytes`)}
${row('what Step Functions logs of an event of a history', `${historyEventLogBytes} bytes`)}
${row('the events of a history that Step Functions logs', `\`${ASSUMED.workflowLogLevel}\`: what fails`)}
${row('a line of the access log', `${accessLogBytes} bytes`)}
${row('traces that X-Ray records', 'all of them')}`;
}

/** The prices that the figures were computed with. */
export function priceTable(): string {
  const { region, asOf, note } = PRICE_LIST;
  const rows = Object.values(PRICE_LIST.prices).map(({ usd, per, what, page, isOfPage }) =>
    row(what, String(usd), per.toLocaleString('en'), `<${page}>`, isOfPage ? 'yes' : 'quoted'),
  );
  return `## Prices

Of ${region}, looked up in ${asOf}.
${note}

${table('what', 'USD', 'for', 'page', 'seen there')}
${rows.join('\n')}`;
}

function only(usage: Usage, items: Item[]): Usage {
  return Object.fromEntries(items.map((item) => [item, usage[item] ?? 0]));
}

function table(...columns: string[]): string {
  return `${row(...columns)}\n|---|${'---:|'.repeat(columns.length - 1)}`;
}

function row(...cells: string[]): string {
  return `| ${cells.join(' | ')} |`;
}
