import { handler as decideApproval } from '../../../../functions/decide-approval.ts';
import { handler as showApproval } from '../../../../functions/show-approval.ts';
import { requestPage } from '../../functions/invoke.ts';
import type { Write } from '../contacts.ts';
import type { Need } from '../policies.ts';
import { askedBy } from '../spec.ts';
import type { World } from '../world.ts';

export type Decision = 'approve' | 'reject';

/** A page that an approver has open: its form, and the contacts that it showed. */
interface OpenPage {
  approver: string;
  secret: string;
  nonce: string;
  shown: string[];
}

/** The approvers. They approve whatever their pages show; nobody else knows their links. */
export class People {
  readonly #world: World;
  /** The addresses of the contacts that each has approved, as their pages showed them. */
  readonly #approved = new Map<string, Set<string>>();
  readonly #open: OpenPage[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  /** @param nth of those who were mailed, in a circle */
  async open(nth: number): Promise<void> {
    const page = await this.#openPage(nth);
    if (page) this.#open.push(page);
  }

  /** Sends the form of the page that has been open for longest. */
  async sendOldest(decision: Decision): Promise<void> {
    const page = this.#open.shift();
    if (page) await this.#send(page, decision);
  }

  async vote(nth: number, decision: Decision): Promise<void> {
    const page = await this.#openPage(nth);
    if (page) await this.#send(page, decision);
  }

  /** Whether as many have approved this contact as the policy wants. */
  haveApproved({ after }: Write, needs: Need[]): boolean {
    return needs.every((need) => {
      const approvers = askedBy(need, Number.POSITIVE_INFINITY);
      return approvers.filter((each) => this.#approved.get(each)?.has(String(after))).length >= need.quorum;
    });
  }

  async #openPage(nth: number): Promise<OpenPage | undefined> {
    const mails = this.#world.mails.filter(({ kind }) => kind === 'approvals');
    const approvers = [...new Set(mails.map(({ to }) => to))];
    const approver = approvers[nth % approvers.length];
    const mail = mails.findLast(({ to }) => to === approver);
    if (approver === undefined || mail?.secret === undefined) return undefined;
    const { body } = await requestPage(showApproval, { token: mail.secret });
    const nonce = /name="nonce" value="([^"]+)"/.exec(body)?.[1] ?? '';
    return { approver, secret: mail.secret, nonce, shown: addressesIn(body) };
  }

  async #send({ approver, secret, nonce, shown }: OpenPage, decision: Decision): Promise<void> {
    const form = { decision, comment: 'I know', nonce };
    const { statusCode } = await requestPage(decideApproval, { method: 'POST', token: secret, form });
    if (statusCode !== 303) return;
    const approved = this.#approved.get(approver) ?? new Set();
    for (const address of shown) approved[decision === 'approve' ? 'add' : 'delete'](address);
    this.#approved.set(approver, approved);
  }
}

/** The addresses of contacts that a page shows, without its markup. */
function addressesIn(page: string): string[] {
  return page.replaceAll(/<[^>]*>/g, '').match(/contact-\d+@example\.com/g) ?? [];
}
