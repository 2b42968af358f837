import { handler as applyChange } from '../../../../functions/apply-change.ts';
import { contactKey } from '../../../../functions/domain/contact/contact.ts';
import { type RequestKey, requestKeyOf } from '../../../../functions/domain/request/request-key.ts';
import { handler as planChanges } from '../../../../functions/plan-changes.ts';
import { handler as preApprove } from '../../../../functions/pre-approve.ts';
import { handler as readCurrentContact } from '../../../../functions/read-current-contact.ts';
import { handler as recordOutcome } from '../../../../functions/record-outcome.ts';
import { handler as registerRequest } from '../../../../functions/register-request.ts';
import { handler as requestApproval } from '../../../../functions/request-approval.ts';
import { handler as settleApproval } from '../../../../functions/settle-approval.ts';
import type { ChangeRequest } from '../../../../schemas/compiled/change-request.js';
import type { ContactKey } from '../../../../schemas/compiled/contact-key.js';
import { changeInTurn } from '../../builders.ts';
import { invoke } from '../../functions/invoke.ts';
import type { World } from '../world.ts';
import { retried } from './retry.ts';
import type { Scheduler } from './scheduler.ts';
import { caught, lastTurn, untilWoken } from './states.ts';

/** The functions that the states of these names call. */
const TASKS = {
  RegisterRequest: registerRequest,
  ReadCurrentContact: readCurrentContact,
  PlanChanges: planChanges,
  PreApprove: preApprove,
  RequestApproval: requestApproval,
  SettleApproval: settleApproval,
  ApplyChange: applyChange,
  RecordOutcome: recordOutcome,
};

type TaskName = keyof typeof TASKS;

interface Round {
  index: number;
  timeoutSeconds: number;
  status?: string;
  changes?: ContactKey[];
}

/** What a request is, and how its event came. */
export interface Arrival {
  request: ChangeRequest;
  executionArn: string;
  /** ISO 8601. */
  askedAt: string;
}

/** An execution of the workflow from the registration on, as the state machine runs it; it calls the real functions. */
export class Workflow {
  /** What RecordOutcome returned. */
  output: { status: string } | undefined;
  /** Epoch milliseconds: when it was registered. */
  registeredAt = Number.POSITIVE_INFINITY;
  readonly #arrival: Arrival;
  readonly #world: World;
  readonly #scheduler: Scheduler;
  #tokens = 0;

  constructor(arrival: Arrival, world: World, scheduler: Scheduler) {
    this.#arrival = arrival;
    this.#world = world;
    this.#scheduler = scheduler;
  }

  get requestKey(): RequestKey {
    return requestKeyOf(this.#arrival.request);
  }

  async run(): Promise<void> {
    const { requestKey } = this;
    const { executionArn } = this.#arrival;
    const state = await this.#register();
    const reached = { ...state, ...(state['detail'] === undefined && { requestKey }) };
    const input = { executionArn, state: reached, retries: 0 };
    this.output = Object(await this.#task('RecordOutcome', input));
  }

  /** @returns the state with which RecordOutcome is entered */
  async #register(): Promise<Record<string, unknown>> {
    const { request, executionArn, askedAt } = this.#arrival;
    const accountIds = [...new Set(request.changes.map(({ accountId }) => accountId))];
    const accounts = accountIds.map((accountId) => ({ accountId, state: 'ACTIVE', parentIds: [] }));
    try {
      const eventSource = request.source.system === 'organization' ? 'aws.organizations' : 'alternate-contacts';
      const enteredAt = new Date().toISOString();
      await this.#task('RegisterRequest', { eventSource, request, executionArn, accounts, askedAt, enteredAt });
    } catch (error) {
      return { detail: request, ...caught(error) };
    }
    this.registeredAt = Date.now();
    const state: Record<string, unknown> = {};
    try {
      await this.#goOn(request.changes.map(contactKey), state);
    } catch (error) {
      Object.assign(state, caught(error));
    }
    return state;
  }

  /** From ReadCurrentContacts to ApplyChanges, again whenever the plan is outdated. */
  async #goOn(contacts: ContactKey[], state: Record<string, unknown>): Promise<void> {
    const { requestKey } = this;
    delete state['round'];
    const currentContacts = await Promise.all(
      contacts.map((contact) =>
        this.#task('ReadCurrentContact', { contact: { ...contactKey(contact), turn: lastTurn() }, retries: 0 }),
      ),
    );
    const planned = Object(await this.#task('PlanChanges', { requestKey, currentContacts }));
    Object.assign(state, planned);
    if (!planned.valid || planned.changes.length === 0) return;
    let round: Round = planned.round ?? (await this.#preApprove());
    while (round.status === undefined || round.status === 'PENDING_APPROVAL') round = await this.#ask(round);
    Object.assign(state, { round });
    if (round.status === 'OUTDATED') return this.#goOn(round.changes ?? [], state);
    if (round.status !== 'APPROVED') return;
    state['results'] = await Promise.all(planned.changes.map((key: ContactKey) => this.#apply(key)));
  }

  async #preApprove(): Promise<Round> {
    const event = { source: 'alternate-contacts', detail: this.#arrival.request };
    const enteredAt = new Date().toISOString();
    return Object(await this.#task('PreApprove', { requestKey: this.requestKey, event, enteredAt }));
  }

  async #ask(round: Round): Promise<Round> {
    const { requestKey } = this;
    const enteredAt = new Date().toISOString();
    const woken = await retried('RequestApproval', this.#scheduler, () => this.#waitForToken(round, enteredAt)).then(
      () => ({ by: 'token' }),
      (error: unknown) => caught(error).caught,
    );
    return Object(await this.#task('SettleApproval', { requestKey, round, woken }));
  }

  /** Until the token wakes the execution or the round ends. @throws what the function throws before that */
  #waitForToken({ index, timeoutSeconds }: Round, enteredAt: string): Promise<void> {
    const { requestKey } = this;
    this.#tokens += 1;
    const taskToken = `token-${this.#arrival.executionArn}-${this.#tokens}`;
    const waiting = { taskToken, seconds: timeoutSeconds, world: this.#world, scheduler: this.#scheduler };
    const round = { index, timeoutSeconds };
    return untilWoken(waiting, () => this.#call('RequestApproval', { requestKey, round, enteredAt, taskToken }));
  }

  async #apply(key: ContactKey): Promise<unknown> {
    try {
      return await this.#task('ApplyChange', { ...changeInTurn(key, this.requestKey), turn: lastTurn() });
    } catch (error) {
      return { ...contactKey(key), error: caught(error).caught };
    }
  }

  #task(name: TaskName, input: unknown): Promise<unknown> {
    return retried(name, this.#scheduler, () => this.#call(name, input));
  }

  #call(name: TaskName, input: unknown): Promise<unknown> {
    return this.#scheduler.invoke({ name, requestKey: this.requestKey }, () => invoke<never>(TASKS[name], input));
  }
}
