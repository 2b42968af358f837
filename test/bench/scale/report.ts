import { ORGANIZATIONS } from 'embedded-aws/aws-quotas.ts';
import { MOST_PAUSES as STEERING_PAUSES } from '../../../functions/domain/campaign/steering.ts';
import { CHANGES_OF_A_PAGE } from '../../../functions/domain/request/change-set.ts';
import { MOST_CAMPAIGN_CHANGES } from '../../../schemas/compiled/limits.js';
import { ASSUMED } from '../cost/assumptions.ts';
import { costOf, type Item, type Usage } from '../cost/prices.ts';
import { putMinimum } from '../rollout/quota-minimum.ts';
import { COUNTED } from './counted.ts';
import { REDACTION_DAYS } from './function-size.ts';
import { limits, MOST_ACCOUNTS, MOST_DAYS, MOST_PAUSES } from './limits.ts';
import { BYTES } from './sizes.ts';
import { campaignWork, sweepWork, type Work } from './work.ts';

const CAMPAIGNS = [1000, 10_000, MOST_CAMPAIGN_CHANGES];
const SWEEPS = [1000, 10_000, MOST_ACCOUNTS];

const HOUR = 3600;

/** What is shown of what is used, and with how many digits. */
const USED: [string, Item, number][] = [
  ['transitions', 'stateTransition', 0],
  ['invocations', 'invocation', 0],
  ['GB-seconds', 'gigabyteSecond', 0],
  ['write units', 'writeUnit', 0],
  ['read units', 'readUnit', 0],
  ['objects written', 'objectPut', 0],
  ['objects read', 'objectGet', 0],
];

const COSTS: Record<string, Item[]> = {
  workflow: ['stateTransition'],
  functions: ['invocation', 'gigabyteSecond'],
  table: ['writeUnit', 'readUnit'],
  bucket: ['objectPut', 'objectGet'],
  others: ['mail', 'logGigabyte', 'trace'],
};

/** The generated part of docs/scale.md. */
export function scaleReport(): string {
  return [times(), uses(), dollars(), objects(), limitTable(), pauses(), assumptions()].join('\n\n');
}

function times(): string {
  const campaigns = CAMPAIGNS.map((changes) => {
    const { reading, changing, children } = campaignWork(changes);
    return row(
      `campaign of ${number(changes)} changes`,
      hours(reading),
      hours(changing),
      hours(putMinimum(changes)),
      number(children),
    );
  });
  const sweeps = SWEEPS.map((accounts) => {
    const { reading, children } = sweepWork(accounts);
    return row(`sweep of ${number(accounts)} accounts`, hours(reading), '', '', number(children));
  });
  return `## Time

In hours. *Put alone* is what the quota of writes needs at least.

${table('what', 'contacts are read', 'changes are applied', 'Put alone', 'child executions')}
${[...campaigns, ...sweeps].join('\n')}`;
}

function uses(): string {
  const rows = works().map(([what, { usage }]) =>
    row(what, ...USED.map(([, item, digits]) => number(usage[item] ?? 0, digits))),
  );
  return `## What is used

${table('what', ...USED.map(([name]) => name))}
${rows.join('\n')}`;
}

function dollars(): string {
  const rows = works().map(([what, { usage }]) => {
    const parts = Object.values(COSTS).map((items) => costOf(only(usage, items)));
    return row(what, `**${costOf(usage).toFixed(2)}**`, ...parts.map((part) => part.toFixed(2)));
  });
  return `## Dollars

In USD, with the [prices of docs/cost.md](cost.md#prices). *Others* are mails, logs and traces.

${table('what', 'together', ...Object.keys(COSTS))}
${rows.join('\n')}`;
}

function objects(): string {
  const pages = MOST_CAMPAIGN_CHANGES / CHANGES_OF_A_PAGE;
  const kept: [string, number][] = [
    ['change set', MOST_CAMPAIGN_CHANGES * BYTES.change],
    ['what is asked for, by pages', pages * BYTES.targetPage],
    ['plan, by pages', pages * BYTES.planPage],
    ['list of its pages', pages * BYTES.pageEntry],
    ['index in which approvers search', MOST_CAMPAIGN_CHANGES * BYTES.indexRow],
    ['results, by pages', pages * BYTES.resultPage],
  ];
  const gigabytes = kept.reduce((sum, [, bytes]) => sum + bytes, 0) / 1e9;
  const rows = [
    ...kept,
    [`accounts of a sweep of ${number(MOST_ACCOUNTS)}`, MOST_ACCOUNTS * BYTES.account] as const,
  ].map(([what, bytes]) => row(what, (bytes / 1e6).toFixed(1)));
  return `## Objects

In MB, of a campaign of ${number(MOST_CAMPAIGN_CHANGES)} changes. All of them together cost ${costOf({ objectGigabyte: gigabytes }).toFixed(3)} a month for as long as they are kept: what has contact details, ${REDACTION_DAYS} days.

${table('what', 'MB')}
${rows.join('\n')}`;
}

function limitTable(): string {
  const rows = limits().map(({ what, here, most, unit, page }) =>
    row(
      what,
      number(here, here < 10 ? 1 : 0),
      `${number(most)} ${unit}`,
      `${((here / most) * 100).toFixed(0)} %`,
      `[page](${page})`,
    ),
  );
  return `## Limits

Of a campaign of ${number(MOST_CAMPAIGN_CHANGES)} changes and a sweep of ${number(MOST_ACCOUNTS)} accounts.

${table('what', 'here', 'limit', 'share', 'where')}
${rows.join('\n')}`;
}

function pauses(): string {
  return `A campaign can be paused ${STEERING_PAUSES} times. The history of a page has room for ${MOST_PAUSES} pauses in the middle of it, or for waiting ${number(MOST_DAYS)} days, even if
each task of it needs all its attempts besides. A page that gets longer fails, as any page that breaks: what is left of its changes
ends FAILED, and \`contacts retry\` requests them again.`;
}

function assumptions(): string {
  const rows = Object.entries(COUNTED).map(([what, { writeUnit, readUnit, objectPut, objectGet }]) =>
    row(what, ...[writeUnit, readUnit, objectPut, objectGet].map((value) => number(value, 2))),
  );
  return `## What is assumed

Of each account that is swept, and of each change, \`npm run bench:organization\` counts on the embedded AWS:

${table('what', 'write units', 'read units', 'objects written', 'objects read')}
${rows.join('\n')}

- Functions that work once for all of it run for as long as they may, although they need less. Those that read wait for their turns all
  the time. A change takes ${ASSUMED.turnMs.ApplyChange} ms and any other function ${ASSUMED.invocationMs} ms, as in [docs/cost.md](cost.md#what-is-assumed).
- The quotas are those of AWS's own pages, and AWS Organizations answers ${ORGANIZATIONS.perSecond} calls a second, which it does not say.
- An execution can be redriven for 14 days after it has failed, and a thousand times.`;
}

function works(): [string, Work][] {
  return [
    ...CAMPAIGNS.map((changes): [string, Work] => [`campaign of ${number(changes)} changes`, campaignWork(changes)]),
    ...SWEEPS.map((accounts): [string, Work] => [`sweep of ${number(accounts)} accounts`, sweepWork(accounts)]),
  ];
}

function only(usage: Usage, items: Item[]): Usage {
  return Object.fromEntries(items.map((item) => [item, usage[item] ?? 0]));
}

function hours(seconds: number): string {
  return (seconds / HOUR).toFixed(2);
}

function number(value: number, digits = 0): string {
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function table(...columns: string[]): string {
  return `${row(...columns)}\n|---|${'---:|'.repeat(columns.length - 1)}`;
}

function row(...cells: string[]): string {
  return `| ${cells.join(' | ')} |`;
}
