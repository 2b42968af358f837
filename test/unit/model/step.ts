import type { AsyncCommand } from 'fast-check';
import type { Execution } from './execution.ts';
import { checkLedger } from './ledger.ts';
import { askedBy, type Spec } from './spec.ts';
import type { World } from './world.ts';

/** The system under test. */
export interface Real {
  world: World;
  execution: Execution;
}

/** What the model learns from one act. Nobody knows the order of acts at the same time. */
export type Told = (spec: Spec, isApplying: boolean) => unknown;

/** A form that somebody has open. */
export interface OpenForm {
  voter: string;
  secret: string;
  nonce: string;
  /** The one-time code that was mailed for it, and the cookies of its browser; both empty if it needs none. */
  code: string;
  cookies: string[];
}

/** The model: what should be, and who holds what. */
export class State {
  spec: Spec;
  readonly delisted = new Set<string>();
  /** Whether one thing happens at a time. */
  isAlone = true;
  readonly forms: OpenForm[] = [];
  readonly #changePolicy: (delisted: Set<string>) => void;

  constructor(spec: Spec, changePolicy: (delisted: Set<string>) => void) {
    this.spec = spec;
    this.#changePolicy = changePolicy;
  }

  list(voter: string, isListed: boolean): void {
    if (isListed) this.delisted.delete(voter);
    else this.delisted.add(voter);
    this.#changePolicy(this.delisted);
  }
}

/** Does something, and returns what the model learns from it. */
type Act = (state: State, real: Real) => Promise<Told[]>;

/** Something that happens; after it the system must be as the model says. */
export class Step implements AsyncCommand<State, Real> {
  readonly act: Act;
  readonly #text: string;

  constructor(text: string, act: Act) {
    this.#text = text;
    this.act = act;
  }

  check(): boolean {
    return true;
  }

  async run(state: State, real: Real): Promise<void> {
    const { world, execution } = real;
    world.setTime(Date.now() + 1000);
    const mailsBefore = world.mails.length;
    const votersBefore = new Set(state.spec.votes.keys());
    const itemBefore = world.stored();
    const wasApplying = execution.isApplying;
    const told = await this.act(state, real);
    state.spec.round = Math.max(state.spec.round, world.record().round ?? 0);
    state.spec = agreeing(state.spec, told, wasApplying, real);
    await execution.proceed();
    state.spec = agreeing(state.spec, [], true, real);
    checkMails(real, mailsBefore, votersBefore);
    checkWrites(state.spec, real);
    checkPatience(state.spec, real);
    await checkLedger(world, itemBefore);
  }

  toString(): string {
    return this.#text;
  }
}

/** The model after what happened, in the order that agrees with the record. @throws Error when no order does. */
function agreeing(spec: Spec, told: Told[], isApplying: boolean, { world, execution }: Real): Spec {
  const record = world.record();
  const votes = JSON.stringify(record.votes.map(({ approver, decision }) => [approver, decision]).sort());
  const expiry: Told[] =
    record.status === 'EXPIRED' ? [(after) => mayExpire(after, execution) && after.finish('EXPIRED')] : [];
  for (const order of orders([...told, ...expiry])) {
    for (const applying of [isApplying, execution.isApplying]) {
      const after = spec.clone();
      for (const tell of order) tell(after, applying);
      const isSame = JSON.stringify([...after.votes].sort()) === votes;
      if (isSame && statusesOf(after).includes(record.status)) return after;
    }
  }
  throw new Error(`the record is ${record.status} with the votes ${votes}, the model ${spec.end ?? 'open'}`);
}

function mayExpire(spec: Spec, { hasTimedOut, round, rounds }: Execution): boolean {
  return (hasTimedOut && round === rounds - 1) || !spec.isPossible();
}

function statusesOf({ end }: Spec): string[] {
  if (end === undefined) return ['PENDING_APPROVAL'];
  return end === 'APPROVED' ? ['APPROVED', 'APPLIED'] : [end];
}

function orders(told: Told[]): Told[][] {
  if (told.length < 2) return [told];
  return told.flatMap((first) => orders(told.filter((other) => other !== first)).map((rest) => [first, ...rest]));
}

/** Nobody gets another approval mail after voting. */
function checkMails({ world }: Real, from: number, voters: Set<string>): void {
  for (const { to, kind } of world.mails.slice(from)) {
    if (kind === 'approvals' && voters.has(to)) throw new Error(`${to} has voted and was mailed again`);
  }
}

/** Every approver of the round so far is mailed, and the execution never waits for an impossible quorum. */
function checkPatience(spec: Spec, { world, execution }: Real): void {
  const isWaiting = !execution.output && !spec.end;
  if (!isWaiting) return;
  if (world.deaths === 0 && !spec.isPossible(execution.round)) throw new Error('it waits for an impossible quorum');
  const mailed = new Set(world.mails.filter(({ kind }) => kind === 'approvals').map(({ to }) => to));
  const asked = new Set(spec.needs.flatMap((need) => askedBy(need, execution.round)));
  const forgotten = [...asked].filter((approver) => !mailed.has(approver));
  if (forgotten.length > 0) throw new Error(`nobody has mailed ${forgotten}`);
}

/** Contacts change only after an approval, each once, and status events report one decision. */
function checkWrites({ end }: Spec, { world }: Real): void {
  const writes = world.contacts.writes.map(({ name }) => name);
  if (writes.length > 0 && end !== 'APPROVED') throw new Error(`contacts were changed, though it is ${end}`);
  if (new Set(writes).size < writes.length) throw new Error('a contact was changed twice');
  const decisions = world.statuses.filter((status) => /^(APPROVED|REJECTED|EXPIRED|CANCELLED)$/.test(status));
  const announced = world.statuses.filter((status) => status === 'PENDING_APPROVAL');
  if (announced.length > 1) throw new Error('it was announced more than once');
  if (decisions.length > 1) throw new Error(`it was decided more than once: ${decisions}`);
}
