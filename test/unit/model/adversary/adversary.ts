import type { VoteStatement } from '../../../../functions/domain/approval/evidence.ts';
import { linkHash, linkProof } from '../../../../functions/domain/approval/page-link.ts';
import type { RequestEvent } from '../../../../functions/domain/ledger/events.ts';
import { recordOf, requestedOf } from '../../../../functions/domain/ledger/evolve.ts';
import { askedDigest, planFingerprint, planStatement } from '../../../../functions/domain/ledger/fingerprint.ts';
import { signedWith } from '../../aws/fake-kms.ts';
import { REQUEST_KEY } from '../../builders.ts';
import { ANNE, BEN, CARA, CHIEF } from '../policies.ts';
import type { World } from '../world.ts';
import { FORGED_LEDGERS } from './forged-ledgers.ts';
import type { Taken } from './powers.ts';

/** Somebody who has taken over one function: reads everything, and changes what the role of that function allows. */
export class Adversary {
  /** How often it has changed something. */
  acts = 0;
  readonly #world: World;
  readonly #taken: Taken;
  /** Ledgers that the request had. */
  readonly #past: RequestEvent[][] = [];

  constructor(world: World, taken: Taken) {
    this.#world = world;
    this.#taken = taken;
  }

  /** Remembers what the item of the request is now. */
  watch(): void {
    this.#past.push(this.#world.stored().history);
  }

  /** Stores another ledger. */
  forge(name: string): void {
    const { history } = this.#world.stored();
    this.#store(FORGED_LEDGERS[name]?.(history) ?? history);
  }

  /** Stores a ledger that the request had before. */
  rollBack(steps: number): void {
    this.#store(this.#past.at(-1 - steps) ?? this.#world.stored().history);
  }

  /** Stores all evidence that it can for the ledger that is stored now. */
  prove(): void {
    const { history } = this.#world.stored();
    const asked = askedDigest(requestedOf({ history }));
    this.#put(`ASKED#${REQUEST_KEY}`, { asked });
    const planned = history.findLast((event) => event.type === 'Planned');
    if (!planned) return;
    const plan = planStatement(asked, planned);
    const fingerprint = planFingerprint(plan);
    this.#put(`PLAN#${REQUEST_KEY}#${fingerprint}`, { plan });
    this.#put(`CHECKED#${REQUEST_KEY}#${fingerprint}`, {});
    this.#proveVotes(fingerprint);
    const preApproval = { statement: 'preApproval', request: REQUEST_KEY, fingerprint, at: new Date().toISOString() };
    this.#put(`PREAPPROVAL#${REQUEST_KEY}#${fingerprint}`, { preApproval: this.#signed(preApproval) });
  }

  /** Nobody has claimed a contact any more. */
  releaseClaims(): void {
    for (const [pk, { claimedBy: _, ...item }] of this.#world.table.items) {
      if (String(pk).startsWith('OPEN#')) this.#put(String(pk), item);
    }
  }

  wake(): void {
    if (!this.#taken.powers.has('wake')) return;
    this.acts += 1;
    this.#world.waiting.clear();
  }

  /** The plan that was made asks for less, and the record says that this was enough. */
  weakenPlan(): void {
    const { fingerprint } = this.#world.record();
    const pk = `PLAN#${REQUEST_KEY}#${fingerprint}`;
    const plan = Object(this.#world.table.items.get(pk)?.['plan']);
    const [requirement] = plan.approval?.requirements ?? [];
    if (requirement === undefined) return;
    const requirements = [{ ...requirement, quorum: 1 }];
    this.#put(pk, { plan: { ...plan, approval: { ...plan.approval, requirements } } });
    this.forge('it was approved');
  }

  #proveVotes(fingerprint: string): void {
    for (const [number, approver] of [ANNE, BEN, CARA, CHIEF].entries()) {
      const secret = `the link of ${approver}`;
      const vote: VoteStatement = {
        ...{ statement: 'vote', request: REQUEST_KEY, fingerprint, approver, decision: 'approve', comment: 'yes' },
        at: new Date().toISOString(),
        confirmation: { kind: 'link', person: approver },
        ...{ link: linkHash(secret), proof: linkProof(secret, 'approve') },
      };
      this.#put(`VOTE#${REQUEST_KEY}#${number}`, { vote: this.#signed(vote) });
    }
  }

  /** With the key that its role may use, or with its own. */
  #signed(statement: object): object {
    const keys = { 'sign votes': 'VOTE_KEY', 'sign pre-approvals': 'PRE_APPROVAL_KEY' };
    const [variable] = Object.entries(keys).flatMap(([power, name]) => (this.#taken.powers.has(power) ? [name] : []));
    return signedWith((variable && process.env[variable]) ?? 'a key of its own', statement);
  }

  #store(history: RequestEvent[]): void {
    const { version, taskToken } = this.#world.stored();
    const { status } = recordOf(history);
    this.#put(`REQUEST#${REQUEST_KEY}`, { version: version + 1, history, status, taskToken });
  }

  #put(pk: string, item: object): void {
    if (!this.#taken.powers.has(`put ${pk.split('#')[0]}#`)) return;
    this.acts += 1;
    this.#world.table.items.set(pk, { ...this.#world.table.items.get(pk), pk, ...structuredClone(item) });
  }
}
