import { APPROVER, nonceIn } from '../requester.ts';
import { Visitor } from '../visitor.ts';
import { leadToCopyInLine } from './copy-in-line.ts';
import { alwaysOf, type InjectedFault } from './fault-kinds.ts';
import type { Outcome } from './outcome.ts';
import { SYSTEM } from './policy.ts';
import { executionOf, linkOf, outcomeOf, type Tracked, track, voteAt, wakeLate } from './requests.ts';
import type { Scenario } from './scenario.ts';
import { until, type World } from './world.ts';

/** What people do with a page, and what it answers: a status. */
type Act = (page: Page) => Promise<number>;

interface Page {
  world: World;
  tracked: Tracked;
  /** The link in the mail. */
  link: string;
}

interface Visit {
  system?: string;
  /** Brings about a request that has links; without it, one of that system waits. */
  open?: (world: World) => Promise<Tracked>;
  kind?: 'approvals' | 'requests';
  /** What comes before, without the fault. */
  before?: (page: Page) => Promise<unknown>;
  act: Act;
  /** Whether it ends the request. */
  isLast?: boolean;
  along?: InjectedFault[];
}

/** Somebody does something on a page of a request that waits, and again if it was not answered as it should be. */
export function visiting({
  system = SYSTEM.alone,
  open = (world) => openRequest(world, system),
  kind = 'approvals',
  before,
  act,
  isLast = false,
  along = [],
}: Visit): Scenario {
  return async (world, tried) => {
    const page = await openPage(await open(world), kind);
    await before?.(page);
    await tried.begin(along);
    const first = await act(page);
    await tried.end();
    const again = first >= 500 ? await act(page) : first;
    const isEnded = async () => ((await executionOf(page.tracked))?.status === 'RUNNING' ? undefined : (true as const));
    const late = isLast ? await wakeLate(world, isEnded) : '';
    const outcome = await (isLast ? outcomeOf(page.tracked, String(first)) : waiting(page.tracked, first));
    const delay = again >= 500 ? `again ${again}` : late;
    return { ...outcome, delay: delay || outcome.delay };
  };
}

export const shown = visiting({ act: get });
export const shownWithCode = visiting({ system: SYSTEM.codes, act: get });
export const shownRequest = visiting({ kind: 'requests', act: get });
export const shownInLine = visiting({
  kind: 'requests',
  before: ({ world, tracked, link }) => leadToCopyInLine(world, tracked.requestKey, link),
  act: get,
});
export const voted = visiting({ act: ({ link }) => voteAt(link, 'approve'), isLast: true });
export const cancelled = visiting({ kind: 'requests', act: cancel, isLast: true });

/** A form without its nonce: the page comes again, and says so. */
export const staleVote = visiting({
  act: ({ link }) => post(link, { decision: 'approve', comment: '', nonce: 'old' }),
});
export const staleCancellation = visiting({
  kind: 'requests',
  act: ({ link }) => post(link, { comment: '', nonce: 'old' }),
});

/** A browser for each page. */
const visitors = new WeakMap<Page, Visitor>();

export const codeAsked = visiting({ system: SYSTEM.codes, act: askForCode });
export const codeRefused = visiting({
  system: SYSTEM.codes,
  act: askForCode,
  along: [alwaysOf('send-code', 'SendEmail', 'MessageRejected')],
});
export const votedWithCode = visiting({ system: SYSTEM.codes, before: askForCode, act: voteWithCode, isLast: true });
export const signInBegun = visiting({
  system: SYSTEM.signIns,
  act: async ({ link }) => (await fetch(`${link}/sign-in`, { redirect: 'manual' })).status,
});
export const signedIn = visiting({ system: SYSTEM.signIns, before: beginSignIn, act: signIn });
export const shownSignedIn = visiting({
  system: SYSTEM.signIns,
  before: beginAndSignIn,
  act: async (page) => (await visitorOf(page).open(page.link)).status,
});
export const votedSignedIn = visiting({
  system: SYSTEM.signIns,
  before: beginAndSignIn,
  act: async (page) => (await visitorOf(page).decide(page.link, { decision: 'approve' })).status,
  isLast: true,
});

export async function get({ link }: Pick<Page, 'link'>): Promise<number> {
  return (await fetch(link)).status;
}

async function post(link: string, fields: Record<string, string>): Promise<number> {
  return (await fetch(link, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })).status;
}

async function cancel({ link }: Page): Promise<number> {
  const page = await fetch(link);
  const nonce = nonceIn(await page.text());
  return page.ok && nonce === '' ? page.status : post(link, { nonce, comment: 'no' });
}

async function askForCode(page: Page): Promise<number> {
  const { link } = page;
  const visitor = visitorOf(page);
  const { body } = await visitor.open(link);
  return (await visitor.open(`${link}/code`, { nonce: nonceIn(body) })).status;
}

async function voteWithCode(page: Page): Promise<number> {
  const code = await until('the code', async () => {
    const texts = (await page.world.stack.mails()).map(({ body }) => body.text ?? '');
    return texts.map((text) => /^YOUR CODE: ([\d ]+)$/m.exec(text)?.[1]).find((each) => each !== undefined);
  });
  return (await visitorOf(page).decide(page.link, { decision: 'approve', code })).status;
}

async function beginSignIn(page: Page): Promise<void> {
  const { url } = await visitorOf(page).open(`${page.link}/sign-in`);
  providerPages.set(page, url);
}

/** Where the identity provider asks who somebody is. It asks once: then it knows. */
const providerPages = new WeakMap<Page, string>();

async function signIn(page: Page): Promise<number> {
  const url = providerPages.get(page);
  providerPages.delete(page);
  const visitor = visitorOf(page);
  return (await (url === undefined ? visitor.open(`${page.link}/sign-in`) : visitor.open(url, { person: APPROVER })))
    .status;
}

async function beginAndSignIn(page: Page): Promise<void> {
  await beginSignIn(page);
  await signIn(page);
}

function visitorOf(page: Page): Visitor {
  const visitor = visitors.get(page) ?? new Visitor();
  visitors.set(page, visitor);
  return visitor;
}

async function openRequest(world: World, system: string): Promise<Tracked> {
  const contact = world.newContact();
  const request = world.newRequest(system, contact);
  const tracked = await track(world, request.requestId, system, contact);
  await world.user.put(request);
  return tracked;
}

async function openPage(tracked: Tracked, kind: 'approvals' | 'requests'): Promise<Page> {
  const { world, requestId } = tracked;
  await until('everybody to be told', () => linkOf(world, requestId, 'requests'));
  const link = await until('the link', () => linkOf(world, requestId, kind));
  return { world, tracked, link };
}

/** What is known of a request that goes on waiting. */
async function waiting({ world, requestKey, marker }: Tracked, first: number): Promise<Outcome> {
  const record = await world.record(requestKey);
  const codes = (await world.stack.mails()).filter(
    ({ body }) => body.text?.includes(marker) && body.text.includes('YOUR CODE'),
  );
  return {
    answer: String(first),
    status: record?.status ?? 'nothing',
    ledger: (record?.history ?? []).map(({ type }) => type).filter((type) => type !== 'MailSent'),
    contact: 'as before',
    told: codes.length === 0 ? {} : { code: codes.length },
    held: [],
    delay: '',
    isKept: false,
  };
}
