import type { PageEntry } from '../../../../functions/domain/campaign/campaign-plan.ts';
import { CAMPAIGN_KEYS } from '../../../../functions/domain/campaign/object-keys.ts';
import { requestKeyOf } from '../../../../functions/domain/request/request-key.ts';
import type { ChangeRequest } from '../../../../schemas/compiled/change-request.js';
import type { ContactKey } from '../../../../schemas/compiled/contact-key.js';
import { changeInTurn } from '../../builders.ts';
import { invoke } from '../../functions/invoke.ts';
import { retried } from '../several/retry.ts';
import type { Scheduler } from '../several/scheduler.ts';
import { caught, lastTurn, untilWoken } from '../several/states.ts';
import type { World } from '../world.ts';
import { TASKS } from './campaign-tasks.ts';

interface Round {
  index: number;
  timeoutSeconds: number;
  status?: string;
}

/** What a task gets. */
interface Input {
  page?: number;
  [name: string]: unknown;
}

/** What a state of a page holds after BeginPage. */
interface Begun {
  state: 'go' | 'hold' | 'done';
  turns: unknown;
  campaign?: unknown;
  seconds?: number;
  changes?: (ContactKey & { turn: { until: string } })[];
}

/** An execution of the workflow of a campaign, as the state machine runs it; it calls the real functions. */
export class Campaign {
  /** What RecordOutcome returned. */
  output: { status: string } | undefined;
  /** The next task of a page fails for good. */
  breaksNext = false;
  /** The tasks that did not take what the machine gave them. */
  readonly refused: string[] = [];
  /** Epoch milliseconds: when changes met a conflict. */
  readonly conflicts: number[] = [];
  readonly run: string;
  readonly executionArn: string;
  readonly #request: ChangeRequest;
  readonly #world: World;
  readonly #scheduler: Scheduler;
  #tokens = 0;

  constructor(request: ChangeRequest, run: string, around: { world: World; scheduler: Scheduler }) {
    this.#request = request;
    this.run = run;
    this.executionArn = `arn:aws:states:us-east-1:111111111111:execution:campaign:${run}`;
    this.#world = around.world;
    this.#scheduler = around.scheduler;
  }

  get requestKey() {
    return requestKeyOf(this.#request);
  }

  async begin(): Promise<void> {
    const state = await this.#validate();
    this.output = Object(await this.#task('RecordOutcome', { executionArn: this.executionArn, state, retries: 0 }));
  }

  /** @returns the state with which RecordOutcome is entered */
  async #validate(): Promise<Record<string, unknown>> {
    const { run, executionArn } = this;
    const eventSource = 'alternate-contacts';
    const type = 'Alternate Contact Change Requested';
    const detail = this.#request;
    const event = { source: eventSource, 'detail-type': type, time: now(), detail };
    const state: Record<string, unknown> = {};
    try {
      const validated = Object(await this.#task('ValidateChangeSet', { event, enteredAt: now(), run }));
      if (!validated.valid) return { source: eventSource, detail, reasons: validated.reasons };
      const { request, askedAt } = validated;
      await this.#task('RegisterRequest', {
        eventSource,
        request,
        accounts: [],
        askedAt,
        executionArn,
        enteredAt: now(),
      });
    } catch (error) {
      return { source: eventSource, detail, ...caught(error) };
    }
    try {
      await this.#plan(state);
    } catch (error) {
      Object.assign(state, caught(error));
    }
    return { requestKey: this.requestKey, ...state };
  }

  async #plan(state: Record<string, unknown>): Promise<void> {
    const { requestKey, run } = this;
    await Promise.all(this.#pages('targets').map((page) => this.#task('PlanPage', { requestKey, run, page })));
    const planned = Object(await this.#task('PlanCampaign', { requestKey, run }));
    Object.assign(state, planned);
    if (planned.round === undefined) return;
    await this.#task('CheckCampaign', { requestKey });
    let round: Round = planned.round;
    while (round.status === undefined || round.status === 'PENDING_APPROVAL') round = await this.#ask(round);
    Object.assign(state, { round });
    if (round.status !== 'APPROVED') return;
    await Promise.allSettled(this.#pages('plans').map((page) => this.#apply(page)));
  }

  #pages(kind: 'targets' | 'plans'): number[] {
    const key = kind === 'targets' ? CAMPAIGN_KEYS.targetPages(this.run) : CAMPAIGN_KEYS.planPages(this.run);
    return this.#world.bucket.json<PageEntry[]>(key).map(({ page }) => page);
  }

  async #ask({ index, timeoutSeconds }: Round): Promise<Round> {
    const { requestKey } = this;
    const round = { index, timeoutSeconds };
    const enteredAt = now();
    const woken = await this.#untilWoken('RequestApproval', timeoutSeconds, { requestKey, round, enteredAt });
    return Object(await this.#task('SettleApproval', { requestKey, round, woken }));
  }

  /** A page, until all of it has ended. One that cannot be begun is ended with what is known of it. */
  async #apply(page: number): Promise<void> {
    for (let turns: unknown = 'none'; ; ) {
      const begun = await this.#begun(page, turns);
      if ('caught' in begun) {
        await this.#end(page, [], begun.caught);
        return;
      }
      turns = begun.turns;
      if (begun.state === 'done') return;
      const { campaign, seconds = 0 } = begun;
      const { requestKey } = this;
      if (begun.state === 'hold') await this.#untilWoken('HoldPage', seconds, { requestKey, page, campaign, seconds });
      else if ((await this.#applyChanges(page, begun.changes ?? [])) === 0) return;
    }
  }

  async #begun(page: number, turns: unknown): Promise<Begun | ReturnType<typeof caught>> {
    const { requestKey, run } = this;
    try {
      return Object(await this.#taskOfPage('BeginPage', { requestKey, run, page, turns }));
    } catch (error) {
      return caught(error);
    }
  }

  async #applyChanges(page: number, changes: NonNullable<Begun['changes']>): Promise<number> {
    await this.#scheduler.wait(Math.max(0, Date.parse(changes[0]?.turn.until ?? '') - Date.now())).over;
    const results = await Promise.all(changes.map((change) => this.#change(page, change)));
    return this.#end(page, results, 'none');
  }

  async #end(page: number, results: unknown[], broken: unknown): Promise<number> {
    const { requestKey, run } = this;
    return Object(await this.#taskOfPage('EndPage', { requestKey, run, page, results, caught: broken })).left;
  }

  async #change(page: number, { accountId, alternateContactType }: ContactKey): Promise<unknown> {
    const key = { accountId, alternateContactType };
    try {
      return await this.#task('ApplyChange', { ...changeInTurn(key, this.requestKey), page, turn: lastTurn() });
    } catch (error) {
      const { caught: facts } = caught(error);
      if (facts.Error === 'ContactChangedError') this.conflicts.push(Date.now());
      return { ...key, error: facts };
    }
  }

  #taskOfPage(name: keyof typeof TASKS, input: Input): Promise<unknown> {
    if (!this.breaksNext) return this.#task(name, input);
    this.breaksNext = false;
    return Promise.reject(new Error('the task fails for good'));
  }

  /** @returns what woke the execution, or what its task failed with */
  async #untilWoken(name: 'RequestApproval' | 'HoldPage', seconds: number, input: object): Promise<object> {
    const waiting = { seconds, world: this.#world, scheduler: this.#scheduler };
    const attempt = () => {
      this.#tokens += 1;
      const taskToken = `token-${this.executionArn}-${this.#tokens}`;
      return untilWoken({ ...waiting, taskToken }, () => this.#call(name, { ...input, taskToken }));
    };
    return retried(name, this.#scheduler, attempt).then(
      () => ({ by: 'token' }),
      (error: unknown) => caught(error).caught,
    );
  }

  #task(name: keyof typeof TASKS, input: Input): Promise<unknown> {
    return retried(name, this.#scheduler, () => this.#call(name, input));
  }

  #call(name: keyof typeof TASKS, input: Input): Promise<unknown> {
    const of = { name, requestKey: this.requestKey, ...(input.page !== undefined && { page: input.page }) };
    return this.#scheduler.invoke(of, () =>
      invoke<never>(TASKS[name], input).catch((error: unknown) => {
        if (error instanceof Error && error.name === 'BadRequestError') this.refused.push(name);
        throw error;
      }),
    );
  }
}

function now(): string {
  return new Date().toISOString();
}
