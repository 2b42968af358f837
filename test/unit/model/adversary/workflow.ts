import { handler as applyChange } from '../../../../functions/apply-change.ts';
import { contactKey } from '../../../../functions/domain/contact/contact.ts';
import { handler as planChanges } from '../../../../functions/plan-changes.ts';
import { handler as preApprove } from '../../../../functions/pre-approve.ts';
import { handler as readCurrentContact } from '../../../../functions/read-current-contact.ts';
import { handler as recordOutcome } from '../../../../functions/record-outcome.ts';
import { handler as registerRequest } from '../../../../functions/register-request.ts';
import { handler as requestApproval } from '../../../../functions/request-approval.ts';
import { handler as settleApproval } from '../../../../functions/settle-approval.ts';
import type { ContactKey } from '../../../../schemas/compiled/contact-key.js';
import {
  ACCOUNT_ID,
  BILLING,
  changeInTurn,
  changeRequest,
  EXECUTION_ARN,
  NEW_CONTACT,
  putChange,
  REQUEST_KEY,
  SECURITY,
  turnNow,
} from '../../builders.ts';
import { invoke } from '../../functions/invoke.ts';
import type { World } from '../world.ts';

const CONTACTS = [SECURITY, BILLING];

/** Each contact has an address of its own, by which pages and writes tell them apart. */
const REQUEST = changeRequest({
  changes: CONTACTS.map((key, index) =>
    putChange(key, { ...NEW_CONTACT, emailAddress: `contact-${index}@example.com` }),
  ),
});

const EVENT_SOURCE = 'alternate-contacts';

const ACCOUNTS = [{ accountId: ACCOUNT_ID, state: 'ACTIVE', parentIds: ['r-ab12'] }];

interface Round {
  index: number;
  timeoutSeconds: number;
  status?: string;
  changes?: ContactKey[];
}

/** An execution of the workflow, as the state machine runs it, with the real functions. Any of them may find forged items. */
export class Workflow {
  readonly #world: World;
  #tokens = 0;
  #changes: ContactKey[] = CONTACTS;
  #round: Round | undefined;
  /** Epoch milliseconds: when the timer of the round fires. */
  roundEndsAt = 0;
  /** How it ended: the status of the request, or `lost` when not even the outcome could be recorded. */
  end: string | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  async begin(): Promise<void> {
    const now = new Date().toISOString();
    const asked = { eventSource: EVENT_SOURCE, accounts: ACCOUNTS, askedAt: now, enteredAt: now };
    await invoke(registerRequest, { request: REQUEST, executionArn: EXECUTION_ARN, ...asked });
    await this.#orFail(() => this.#plan(CONTACTS));
  }

  /** Runs until it waits or has ended. */
  async proceed(): Promise<void> {
    while (this.end === undefined && this.#world.waiting.size === 0) await this.#orFail(() => this.#settle());
  }

  /** The timer of the round fires: from now on the token wakes nobody. */
  async timeOut(): Promise<void> {
    if (this.end !== undefined) return;
    this.#world.setTime(Math.max(Date.now(), this.roundEndsAt));
    this.#world.waiting.clear();
    await this.proceed();
  }

  async #plan(contacts: ContactKey[]): Promise<void> {
    const currentContacts = await Promise.all(
      contacts.map((contact) =>
        invoke(readCurrentContact, { contact: { ...contactKey(contact), turn: turnNow() }, retries: 0 }),
      ),
    );
    const planned = Object(await invoke(planChanges, { requestKey: REQUEST_KEY, currentContacts }));
    this.#changes = planned.changes ?? [];
    if (planned.round) return this.#ask(planned.round);
    if (this.#changes.length === 0) return this.#record({ ...planned });
    const event = { source: EVENT_SOURCE, detail: REQUEST };
    await this.#goOn(
      Object(await invoke(preApprove, { requestKey: REQUEST_KEY, event, enteredAt: new Date().toISOString() })),
    );
  }

  async #ask(round: Round): Promise<void> {
    const { index, timeoutSeconds } = round;
    this.#round = round;
    this.#tokens += 1;
    this.roundEndsAt = Date.now() + timeoutSeconds * 1000;
    const taskToken = `token-${this.#tokens}`;
    this.#world.waiting.set(taskToken, () => undefined);
    const input = { requestKey: REQUEST_KEY, round: { index, timeoutSeconds }, taskToken };
    try {
      await invoke(requestApproval, { ...input, enteredAt: new Date().toISOString() });
    } catch {
      this.#world.waiting.clear();
    }
  }

  async #settle(): Promise<void> {
    const input = { requestKey: REQUEST_KEY, round: this.#round, woken: { by: 'token' } };
    await this.#goOn(Object(await invoke(settleApproval, input)));
  }

  async #goOn(round: Round): Promise<void> {
    if (round.status === 'PENDING_APPROVAL') return this.#ask(round);
    if (round.status === 'OUTDATED') return this.#plan(round.changes ?? []);
    if (round.status !== 'APPROVED') return this.#record({ round, changes: this.#changes });
    const results: object[] = [];
    for (const key of this.#changes) {
      const input = changeInTurn(key);
      results.push(await invoke(applyChange, input).then(Object, (error) => ({ ...key, error: caught(error) })));
    }
    await this.#record({ round, changes: this.#changes, results });
  }

  async #orFail(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      await this.#record({ changes: this.#changes, caught: caught(error) }).catch(() => this.#lose());
    }
  }

  async #record(state: object): Promise<void> {
    const input = { executionArn: EXECUTION_ARN, state: { requestKey: REQUEST_KEY, ...state }, retries: 0 };
    this.end = String(Object(await invoke(recordOutcome, input)).status);
  }

  #lose(): void {
    this.end = 'lost';
  }
}

function caught(error: unknown): object {
  return { Error: error instanceof Error ? error.name : 'Error', Cause: String(error) };
}
