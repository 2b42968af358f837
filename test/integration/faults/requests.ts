import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import { nonceIn } from '../requester.ts';
import { type ContactsOfRequest, contactOf, heldOf } from './contacts.ts';
import type { Outcome } from './outcome.ts';
import { until, type World } from './world.ts';

/** Enough for the rule that hears of the end of an execution, and its retries. */
const RULE_MILLISECONDS = 1500;

const SWEEP = 'end-stranded-requests';

/** What a schedule puts. */
export const SCHEDULED = { source: 'aws.events' };

/** Enough for the mail that follows those to the approvers. */
const NOTICE_MILLISECONDS = 1500;

/** Enough for an execution that was woken. */
const WAKE_MILLISECONDS = 3000;

/** A request on its way: where what follows begins. */
export interface Tracked extends ContactsOfRequest {
  requestId: string;
  /** A text in the input of its execution and in its mails. */
  marker: string;
  since: { events: number; calls: number };
}

export async function track(world: World, requestId: string, system: string, contact: ContactKey): Promise<Tracked> {
  await world.forgetMails();
  const requestKey = `${system.toLowerCase()}/${requestId}`;
  return { world, requestId, requestKey, marker: requestId, contact, since: await world.now() };
}

interface ExecutionChange {
  executionArn: string;
  status: string;
}

/** How the execution of a request is doing: the last that Step Functions told of it. */
export async function executionOf({ world, marker, since }: Tracked): Promise<ExecutionChange | undefined> {
  const changes = (await world.events(since.events))
    .filter(({ source }) => source === 'aws.states')
    .map(({ detail }) => ({
      executionArn: String(detail['executionArn']),
      status: String(detail['status']),
      input: String(detail['input']),
    }));
  const own = changes.find(({ input }) => input.includes(marker));
  return own && changes.findLast(({ executionArn }) => executionArn === own.executionArn);
}

/** Waits for the end of the execution, and votes as soon as somebody is asked. */
export async function goThrough(tracked: Tracked, decision?: 'approve' | 'reject'): Promise<void> {
  const { world, marker } = tracked;
  let hasVoted = decision === undefined;
  await until(`the end of ${marker}`, async () => {
    const change = await executionOf(tracked);
    if (change && change.status !== 'RUNNING') return true;
    const link = hasVoted ? undefined : await linkOf(world, marker);
    if (link === undefined) return undefined;
    // The requester is told after the approvers.
    await until('everybody to be told', () => linkOf(world, marker, 'requests'), NOTICE_MILLISECONDS).catch(() => {});
    hasVoted = true;
    await voteAt(link, decision ?? 'approve');
    return undefined;
  });
}

export async function linkOf(world: World, marker: string, kind = 'approvals'): Promise<string | undefined> {
  const text = (await world.stack.mails())
    .map(({ body }) => body.text ?? '')
    .find((each) => each.includes(marker) && each.includes(`/${kind}/`));
  return text && new RegExp(`https?:\\S+/${kind}/[\\w-]{43}`).exec(text)?.[0];
}

/** Votes by the form of a page, if it has one: after a vote that counts, it has none. @returns the status of the answer */
export async function voteAt(link: string, decision: string): Promise<number> {
  const page = await fetch(link);
  const nonce = nonceIn(await page.text());
  if (page.ok && nonce === '') return page.status;
  const body = new URLSearchParams({ decision, comment: 'because', nonce });
  return (await fetch(link, { method: 'POST', body, redirect: 'manual' })).status;
}

/**
 * Wakes what waits although there is nothing to wait for, as a schedule does every five minutes, unless it ends by itself.
 * @returns whether it had to
 */
export async function wakeLate(world: World, isEnded: () => Promise<true | undefined>): Promise<string> {
  const isWoken = await until('the end', isEnded, WAKE_MILLISECONDS).catch(() => false);
  if (isWoken) return '';
  await world.invoke('wake-stalled-approvals', SCHEDULED);
  await until('the end at last', isEnded);
  return 'woken late';
}

/** What became of a request whose execution has ended. */
export async function outcomeOf(tracked: Tracked, answer = ''): Promise<Outcome> {
  const { world, requestKey } = tracked;
  const delay = (await isEndedLate(tracked)) ? 'late' : '';
  await quiet(tracked);
  const record = await world.record(requestKey);
  const told = await toldOf(tracked);
  return {
    answer,
    status: record ? record.status : lastStatus(told),
    ledger: (record?.history ?? []).map(({ type }) => type).filter((type) => type !== 'MailSent'),
    contact: await contactOf(tracked),
    told,
    held: await heldOf(tracked),
    delay,
    isKept: await isKept(tracked),
  };
}

/** Ends a request whose execution has left it, as time would. */
async function isEndedLate(tracked: Tracked): Promise<boolean> {
  const { world, requestKey } = tracked;
  const isOpen = async () => {
    const record = await world.record(requestKey);
    return record !== undefined && record.results === undefined;
  };
  if (!(await isOpen())) return false;
  const isEnded = async () => ((await isOpen()) ? undefined : true);
  const heard = await until('the rule', isEnded, RULE_MILLISECONDS).catch(() => false);
  if (heard) return true;
  await until('the sweep', async () => {
    await world.invoke(SWEEP, SCHEDULED);
    return isEnded();
  });
  return true;
}

/** Waits until nobody works on the request any more. */
async function quiet({ world }: Tracked): Promise<void> {
  let last = -1;
  await until('quiet', async () => {
    const { calls } = await world.now();
    const isQuiet = calls === last;
    last = calls;
    if (!isQuiet) await new Promise((resolve) => setTimeout(resolve, 100));
    return isQuiet ? true : undefined;
  });
}

async function toldOf({ world, marker, since }: Tracked): Promise<Record<string, number>> {
  const mails = (await world.stack.mails())
    .filter(({ body }) => body.text?.includes(marker))
    .map(({ destination, subject }) => `mail to ${destination.to[0]?.split('@')[0]} ${subject.split(/[ :]/)[0]}`);
  const events = (await world.events(since.events))
    .filter((event) => event.source === 'alternate-contacts' && !event['detail-type'].endsWith(' Requested'))
    .filter(({ detail }) => JSON.stringify(detail).includes(marker))
    .map((event) => `event ${event.detail['status'] ?? event['detail-type'].split(' ').slice(2).join(' ')}`);
  const counts: Record<string, number> = {};
  for (const name of [...mails, ...events]) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function lastStatus(told: Record<string, number>): string {
  const status = Object.keys(told).findLast((name) => /^event [A-Z_]+$/.test(name));
  return status === undefined ? 'nothing' : status.slice('event '.length);
}

async function isKept({ world, marker }: Tracked): Promise<boolean> {
  return (await world.deadLetters()).some((text) => text.includes(marker));
}
