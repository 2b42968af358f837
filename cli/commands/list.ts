import { Command, Option } from 'commander';
import type { NamedAccount } from '../../functions/domain/account/account-names.ts';
import type { RequestRecord } from '../../functions/domain/ledger/record.ts';
import type { RequestStatus } from '../../functions/domain/request/request.ts';
import { isRequestKey } from '../../functions/domain/request/request-key.ts';
import { accountNameText, accountText } from '../../functions/wording/account.ts';
import { countsText } from '../../functions/wording/campaign.ts';
import { counted } from '../../functions/wording/counted.ts';
import { statusWords } from '../../functions/wording/status.ts';
import { ageText } from '../../functions/wording/time.ts';
import { visibleLine } from '../../functions/wording/visible-text.ts';
import type { ChangeRequest } from '../../schemas/compiled/change-request.js';
import type { ListedRequest } from '../aws/request-table.ts';
import { WrongArgumentError } from '../errors.ts';
import type { ExitCode } from '../exit-code.ts';
import { parseAccountId } from '../input/account-id.ts';
import { RECORDED_STATUSES } from '../output/request-status.ts';
import { type Cell, tableText } from '../output/table.ts';
import type { Terminal } from '../output/terminal.ts';
import { TONE_STYLES } from '../output/tone.ts';
import { type Perform, printResult, type Session } from './session.ts';

interface ListOptions {
  status?: RequestStatus[];
  account?: string;
  search?: string;
  since?: (now: Date) => string;
  limit: number;
}

/** A request, and of a campaign what it comes to. */
type ListedCampaign = ListedRequest & Pick<ChangeRequest, 'changeSet'> & Pick<RequestRecord, 'campaign' | 'counts'>;

const UNIT_MILLISECONDS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
/** A time of day needs its zone: the commands print UTC, but people may mean something else. */
const ISO_DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

const EXAMPLES = `
Statuses: ${RECORDED_STATUSES.slice(0, 6).join(', ')},
          ${RECORDED_STATUSES.slice(6).join(', ')}

Examples:
  $ contacts list --status PENDING_APPROVAL
  $ contacts list --status FAILED PARTIALLY_APPLIED --since 7d
  $ contacts list --account 222222222222 --limit 10
  $ contacts list --search payments    # by id, requester, contact, or the account's id, name or place
  $ contacts list --since 2026-06-01 --json | jq -r '.[].requestId'`;

export function listCommand(perform: Perform): Command {
  return new Command('list')
    .description('list the requests, newest first')
    .addOption(
      new Option('--status <status...>', 'only requests with one of these statuses').argParser(
        (text: string, previous: RequestStatus[] = []) => [...previous, parseStatus(text)],
      ),
    )
    .option('--account <id>', 'only requests that change a contact of this account', parseAccountId)
    .option('--search <text>', 'only requests whose id, requester, contacts or accounts contain this text')
    .option('--since <when>', 'only requests since then: 30m, 12h, 7d, or a date such as 2026-06-01', parseSince)
    .option('--limit <count>', 'how many requests to list at most', parseLimit, 50)
    .addHelpText('after', EXAMPLES)
    .action((options: ListOptions, command: Command) => perform(command, (session) => list(session, options)));
}

async function list(session: Session, { status, account, search, since, limit }: ListOptions): Promise<ExitCode> {
  const now = session.now();
  const statuses = [...new Set(status ?? RECORDED_STATUSES)];
  const isWanted = (request: ListedRequest) =>
    (account === undefined || request.contacts.some((contact) => contact.startsWith(`${account}/`))) &&
    (search === undefined || contains(request, search));
  // One more than the limit shows whether there are more.
  const listed = await Promise.all(
    statuses.map((each) => takeWanted(session.aws.listRequests(each, since?.(now)), isWanted, limit + 1)),
  );
  const newestFirst = listed.flat().sort((left, right) => right.createdAt.localeCompare(left.createdAt));
  const requests = await Promise.all(newestFirst.slice(0, limit).map((each) => withCampaign(session, each)));
  printResult(session, requests, () => requestTable(requests, newestFirst.length > limit, session.terminal, now));
  return 0;
}

/** Upper and lower case do not matter, and neither do blanks around the slashes of a path. */
function contains({ requestKey, requestedBy, contacts, accounts }: ListedRequest, search: string): boolean {
  const comparable = (text: string) =>
    text
      .trim()
      .toLowerCase()
      .replace(/\s*\/\s*/g, '/');
  const sought = comparable(search);
  const texts = [requestKey, requestedBy, ...contacts, ...accounts.map(accountText)];
  return texts.some((text) => comparable(text).includes(sought));
}

async function takeWanted(
  requests: AsyncIterable<ListedRequest>,
  isWanted: (request: ListedRequest) => boolean,
  count: number,
): Promise<ListedRequest[]> {
  const wanted: ListedRequest[] = [];
  for await (const request of requests) {
    if (isWanted(request)) wanted.push(request);
    if (wanted.length === count) break;
  }
  return wanted;
}

function requestTable(requests: ListedCampaign[], hasMore: boolean, { width, paint }: Terminal, now: Date): string {
  if (requests.length === 0) return 'No requests.';
  const columns = [
    { title: 'REQUEST' },
    { title: 'STATUS' },
    { title: 'AGE' },
    { title: 'REQUESTED BY', wraps: true },
    { title: 'CONTACTS', wraps: true },
  ];
  const rows = requests.map((request): Cell[] => [
    visibleLine(shownName(request, requests)),
    { text: request.status, style: TONE_STYLES[statusWords(request.status).tone] },
    ageText(request.createdAt, now),
    visibleLine(request.requestedBy),
    campaignText(request) ?? contactsText(request.contacts, request.accounts),
  ]);
  const more = hasMore ? `\n\nThere are more: raise --limit, which is now ${requests.length}.` : '';
  return `${tableText(columns, rows, { width, paint })}${more}`;
}

/** Where two of the requests have one id, their keys tell them apart. */
function shownName(
  { requestId, requestKey }: Pick<ListedRequest, 'requestId' | 'requestKey'>,
  requests: ListedRequest[],
) {
  return requests.some((other) => other.requestId === requestId && other.requestKey !== requestKey)
    ? requestKey
    : requestId;
}

/** The index lists the contacts of a request; those of a campaign are too many. */
async function withCampaign({ aws }: Session, listed: ListedRequest): Promise<ListedCampaign> {
  const { requestKey, contacts } = listed;
  if (contacts.length > 0 || !isRequestKey(requestKey)) return listed;
  const record = await aws.readRecord(requestKey);
  const { changeSet } = record?.request ?? {};
  if (!record || !changeSet) return listed;
  const { campaign, counts } = record;
  return { ...listed, changeSet, ...(campaign && { campaign }), ...(counts && { counts }) };
}

/** `9,900 changes in 5,000 accounts: 9,888 changes applied, 12 failed` */
function campaignText({ changeSet, campaign, counts }: ListedCampaign): string | undefined {
  if (!changeSet) return undefined;
  const isPlanned = campaign !== undefined && campaign.count > 0;
  const size = counted((isPlanned ? campaign : changeSet).count, 'change');
  const planned = isPlanned ? `${size} in ${counted(campaign.accounts, 'account')}` : size;
  return counts ? `${planned}: ${countsText(counts)}` : planned;
}

/** The first contact with the name and the place of its account, and the number of the others. */
function contactsText([first = '', ...others]: string[], accounts: NamedAccount[]): string {
  const account = accounts.find(({ accountId }) => first.startsWith(`${accountId}/`));
  const name = account ? accountNameText(account) : '';
  return `${visibleLine(first)}${name}${others.length > 0 ? ` +${others.length}` : ''}`;
}

function parseStatus(text: string): RequestStatus {
  const status = RECORDED_STATUSES.find((known) => known === text.toUpperCase());
  if (status) return status;
  throw new WrongArgumentError(text, 'a status', `choose one of ${RECORDED_STATUSES.join(', ')}`);
}

function parseSince(text: string): (now: Date) => string {
  const [, count, unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const milliseconds = Number(count) * (UNIT_MILLISECONDS[unit] ?? Number.NaN);
  if (!Number.isNaN(milliseconds)) return (now) => new Date(now.getTime() - milliseconds).toISOString();
  const date = new Date(text);
  if (!ISO_DATE.test(text) || Number.isNaN(date.getTime())) {
    throw new WrongArgumentError(
      text,
      'a time',
      'write 30m, 12h, 7d, or a date such as 2026-06-01 or 2026-06-01T12:00Z',
    );
  }
  return () => date.toISOString();
}

function parseLimit(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new WrongArgumentError(text, 'a limit', 'write a number from 1 to 999999');
}
