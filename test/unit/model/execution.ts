import { handler as applyChange } from '../../../functions/apply-change.ts';
import { handler as planChanges } from '../../../functions/plan-changes.ts';
import { handler as recordOutcome } from '../../../functions/record-outcome.ts';
import { handler as registerRequest } from '../../../functions/register-request.ts';
import { handler as requestApproval } from '../../../functions/request-approval.ts';
import { handler as settleApproval } from '../../../functions/settle-approval.ts';
import {
  ACCOUNT_ID,
  BILLING,
  changeInTurn,
  changeRequest,
  EXECUTION_ARN,
  putChange,
  REQUEST_KEY,
  SECURITY,
} from '../builders.ts';
import { invoke } from '../functions/invoke.ts';
import { DEATH, type World } from './world.ts';

interface Round {
  index: number;
  timeoutSeconds: number;
  status?: string;
}

const REQUEST = changeRequest({ changes: [putChange(SECURITY), putChange(BILLING)] });
const CONTACTS = [SECURITY, BILLING];
const checked = () => ({
  eventSource: 'alternate-contacts',
  accounts: [{ accountId: ACCOUNT_ID, state: 'ACTIVE', parentIds: [] }],
  askedAt: '2026-06-01T09:59:00.000Z',
  enteredAt: new Date().toISOString(),
});

/** An execution of the workflow from the registration on, as the state machine runs it; it calls the real functions. */
export class Execution {
  readonly #world: World;
  #round: Round | undefined;
  /** How many rounds the policy has. */
  readonly rounds: number;
  #tokens = 0;
  /** Epoch milliseconds: when the round's timer fires. */
  roundEndsAt = 0;
  output: { status: string } | undefined;
  /** From here on nobody can cancel. */
  isApplying = false;
  hasTimedOut = false;

  constructor(world: World, rounds: number) {
    this.rounds = rounds;
    this.#world = world;
  }

  get round(): number {
    return this.#round?.index ?? 0;
  }

  async begin(): Promise<void> {
    await invoke(registerRequest, { request: REQUEST, executionArn: EXECUTION_ARN, ...checked() });
    const currentContacts = CONTACTS.map((key) => ({ ...key, contact: null, readAt: new Date().toISOString() }));
    const planned = Object(await invoke(planChanges, { requestKey: REQUEST_KEY, currentContacts }));
    await this.#ask(planned.round);
    await this.proceed();
  }

  /** Runs until it waits or has ended. */
  async proceed(): Promise<void> {
    while (!this.output && this.#world.waiting.size === 0) await this.#settle();
  }

  /** The round's timer fires: from now on the token wakes nobody. */
  async timeOut(): Promise<void> {
    this.hasTimedOut = true;
    this.#world.waiting.clear();
    await this.proceed();
  }

  async #ask(round: Round): Promise<void> {
    this.#round = round;
    this.hasTimedOut = false;
    this.#tokens += 1;
    this.roundEndsAt = Date.now() + round.timeoutSeconds * 1000;
    const taskToken = `token-${this.#tokens}`;
    this.#world.waiting.clear();
    this.#world.waiting.set(taskToken, () => undefined);
    const { index, timeoutSeconds } = round;
    try {
      const enteredAt = new Date().toISOString();
      await invoke(requestApproval, {
        requestKey: REQUEST_KEY,
        round: { index, timeoutSeconds },
        enteredAt,
        taskToken,
      });
    } catch (error) {
      if (!(error instanceof Error && error.message === DEATH)) throw error;
      // The machine retries a task whose function dies, with a new token.
      await this.#ask(round);
    }
  }

  async #settle(): Promise<void> {
    const round = Object(
      await invoke(settleApproval, { requestKey: REQUEST_KEY, round: this.#round, woken: { by: 'token' } }),
    );
    if (round.status === 'PENDING_APPROVAL') return this.#ask(round);
    this.isApplying = round.status === 'APPROVED';
    const results = this.isApplying ? await this.#apply() : undefined;
    const state = { requestKey: REQUEST_KEY, changes: CONTACTS, round, ...(results && { results }) };
    this.output = Object(await invoke(recordOutcome, { executionArn: EXECUTION_ARN, state, retries: 0 }));
  }

  async #apply(): Promise<object[]> {
    const results: object[] = [];
    for (const key of CONTACTS) {
      try {
        results.push(Object(await invoke(applyChange, changeInTurn(key))));
      } catch (error) {
        results.push({ ...key, error: { Error: error instanceof Error ? error.name : 'Error', Cause: String(error) } });
      }
    }
    return results;
  }
}

/** The same event once more: its execution finds the requestId taken. */
export async function repeatRequest(): Promise<unknown> {
  const executionArn = `${EXECUTION_ARN}-again`;
  try {
    return await invoke(registerRequest, { request: REQUEST, executionArn, ...checked() });
  } catch (error) {
    const caught = { Error: error instanceof Error ? error.name : 'Error', Cause: String(error) };
    return invoke(recordOutcome, { executionArn, state: { detail: REQUEST, caught }, retries: 0 });
  }
}
