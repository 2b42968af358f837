import { setTimeout as delay } from 'node:timers/promises';
import { APPROVER } from '../../integration/requester.ts';
import type { TestStack } from '../../integration/stack.ts';
import { vote } from '../soak/vote.ts';
import { CLOCK_SPEED, clockOf, setSpeed } from './clocked-stack.ts';
import { Progress } from './progress.ts';

const POLL_MS = 500;
const CLOCK_POLL_MS = 20;
/** The reserved concurrency of `DecideApproval`, and how long it takes. */
const VOTERS = 20;
const VOTE_MS = 250;
/** The inbox tells times in seconds, and mails of the second before may have come late. */
const OVERLAP_SECONDS = 2;
/** So long may no mail come before there is no more hope. */
const PATIENCE_MS = 180_000;

interface Mail {
  at: number;
  destination: { to: string[] };
  body: { text?: string };
}

/**
 * Waits until the approver was asked about all of the requests, and then approves them, as many at a time as `DecideApproval` may
 * run, and no faster than it does on AWS.
 * @throws Error when no more mails come
 */
export async function approveAll(stack: TestStack, requests: { requestId: string }[]): Promise<void> {
  const links = await linksOf(stack, new Set(requests.map(({ requestId }) => requestId)));
  await setSpeed(stack, 1);
  const progress = new Progress();
  for (let left = [...links.values()]; left.length > 0; left = left.slice(VOTERS)) {
    progress.tell(`${links.size - left.length} of ${links.size} requests are approved`);
    await Promise.all(left.slice(0, VOTERS).map(approve));
    await letPass(stack, VOTE_MS);
  }
  await setSpeed(stack, CLOCK_SPEED);
}

async function approve(link: string): Promise<void> {
  while (!(await vote(link, 'approve'))) await delay(POLL_MS);
}

/** Waits until the stack's clock has moved by so much. */
async function letPass(stack: TestStack, milliseconds: number): Promise<void> {
  const until = (await clockOf(stack)) + milliseconds;
  while ((await clockOf(stack)) < until) await delay(CLOCK_POLL_MS);
}

/** The approval links by requestId. */
async function linksOf(stack: TestStack, requestIds: ReadonlySet<string>): Promise<Map<string, string>> {
  const links = new Map<string, string>();
  const progress = new Progress();
  let readUntil = 0;
  for (let hopeUntil = performance.now() + PATIENCE_MS; links.size < requestIds.size; await delay(POLL_MS)) {
    const { size } = links;
    const mails = await mailsSince(stack, readUntil);
    readUntil = Math.max(readUntil, ...mails.map(({ at }) => at - OVERLAP_SECONDS));
    for (const mail of mails) {
      const { requestId, link } = linkIn(mail);
      if (link !== undefined && requestIds.has(requestId)) links.set(requestId, link);
    }
    progress.tell(`${links.size} of ${requestIds.size} requests have asked`);
    if (links.size > size) hopeUntil = performance.now() + PATIENCE_MS;
    if (performance.now() > hopeUntil) throw new Error(`only ${size} of ${requestIds.size} requests have asked`);
  }
  return links;
}

async function mailsSince(stack: TestStack, since: number): Promise<Mail[]> {
  const response = await fetch(`${stack.inboxUrl}/store?since=${since}`);
  const { emails }: { emails: Mail[] } = JSON.parse(await response.text());
  return emails.filter(({ destination }) => destination.to.includes(APPROVER));
}

function linkIn({ body: { text = '' } }: Mail): { requestId: string; link: string | undefined } {
  const requestId = /^Request (\S+)$/m.exec(text)?.[1] ?? '';
  return { requestId, link: /https?:\S+\/approvals\/[\w-]{43}/.exec(text)?.[0] };
}
