import { setTimeout as delay } from 'node:timers/promises';
import { APPROVER, OTHER_APPROVER } from '../../integration/requester.ts';
import { patiently } from './patiently.ts';
import type { SoakStack } from './soak-stack.ts';
import { type Decision, vote } from './vote.ts';

const POLL_MS = 1_000;
/** The inbox tells times in seconds, and mails of the second before may have come late. */
const OVERLAP_SECONDS = 2;

interface Mail {
  at: number;
  destination: { to: string[] };
  body: { text?: string };
}

/** An approver's link, as it came by mail. */
interface Link {
  requestId: string;
  approver: string;
  url: string;
  isUsed: boolean;
}

/** Reads the approvers' mails, and decides for them what was agreed on. */
export class Mailbox {
  readonly #stack: SoakStack;
  readonly #links = new Map<string, Link>();
  /** By requestId, or what it begins with. */
  readonly #decisions: { prefix: string; decision: Decision; approvers: string[] }[] = [];
  readonly #stopped = new AbortController();
  readonly #running: Promise<void>;
  #default: ((requestId: string) => Decision | undefined) | undefined;
  #readUntil = 0;

  constructor(stack: SoakStack) {
    this.#stack = stack;
    this.#running = this.#run();
  }

  /** Has approvers decide whatever they are asked about a request, as often as they are. */
  agree(prefix: string, decision: Decision, approvers = [APPROVER]): void {
    this.#decisions.push({ prefix, decision, approvers });
  }

  /** Has everything else decided, too. */
  agreeOnTheRest(decide: (requestId: string) => Decision | undefined): void {
    this.#default = decide;
  }

  /** Whether approvers were asked about a request. */
  isAsked(requestId: string): boolean {
    return [...this.#links.values()].some((link) => link.requestId === requestId);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      await patiently('the inbox', () => this.#read());
      await Promise.all([...this.#links.values()].map((link) => this.#use(link)));
      await delay(POLL_MS);
    }
  }

  async #read(): Promise<void> {
    const response = await fetch(`${this.#stack.current.inboxUrl}/store?since=${this.#readUntil}`);
    const { emails }: { emails: Mail[] } = JSON.parse(await response.text());
    for (const link of emails.flatMap(linksIn)) {
      if (!this.#links.has(link.url)) this.#links.set(link.url, link);
    }
    const latest = Math.max(this.#readUntil, ...emails.map(({ at }) => at - OVERLAP_SECONDS));
    this.#readUntil = Math.max(0, latest);
  }

  async #use(link: Link): Promise<void> {
    const decision = this.#decisionFor(link);
    if (link.isUsed || decision === undefined) return;
    link.isUsed = await vote(link.url, decision);
  }

  #decisionFor({ requestId, approver }: Link): Decision | undefined {
    const agreed = this.#decisions.findLast(({ prefix }) => requestId.startsWith(prefix));
    if (!agreed) return this.#default?.(requestId);
    return agreed.approvers.includes(approver) ? agreed.decision : undefined;
  }
}

function linksIn({ destination, body: { text = '' } }: Mail): Link[] {
  const url = /https?:\S+\/approvals\/[\w-]{43}/.exec(text)?.[0];
  const requestId = /^Request (\S+)$/m.exec(text)?.[1];
  const approver = [APPROVER, OTHER_APPROVER].find((one) => destination.to.includes(one));
  return url && requestId && approver ? [{ requestId, approver, url, isUsed: false }] : [];
}
