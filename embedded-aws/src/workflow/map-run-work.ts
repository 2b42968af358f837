import type { ChildExecution } from './child-execution.ts';
import type { ChildInputs } from './child-inputs.ts';
import type { MapRun } from './map-run.ts';
import type { MapRunSettings } from './map-run-plan.ts';
import { toWorkflowError, WorkflowError } from './workflow-error.ts';

/**
 * Runs the children of a Map run that have not come to their end, and resolves when all have.
 * @throws WorkflowError as soon as more have failed than is tolerated; the others are stopped then
 */
export async function runChildren(run: MapRun, inputs: ChildInputs): Promise<void> {
  const work = new MapRunWork(run, inputs);
  run.onChange = (ended) => work.goOn(ended);
  try {
    await work.begin();
  } finally {
    run.onChange = undefined;
  }
}

class MapRunWork {
  readonly #run: MapRun;
  readonly #inputs: ChildInputs;
  /** The children that go on before others begin. */
  readonly #redriven: ChildExecution[];
  readonly #settled = Promise.withResolvers<void>();
  #next = 0;
  #running = 0;
  #failedItems = 0;

  constructor(run: MapRun, inputs: ChildInputs) {
    this.#run = run;
    this.#inputs = inputs;
    this.#redriven = run.inOrder.filter(({ isPendingRedrive }) => isPendingRedrive);
    this.#failedItems = run.inOrder
      .filter(({ status, isPendingRedrive }) => !isPendingRedrive && status !== 'RUNNING' && status !== 'SUCCEEDED')
      .reduce((sum, { itemCount }) => sum + itemCount, 0);
  }

  begin(): Promise<void> {
    const running = this.#run.inOrder.filter(({ status }) => status === 'RUNNING');
    this.#running = running.length;
    for (const child of running) child.run();
    this.goOn();
    return this.#settled.promise;
  }

  /** Begins as many as may run, and settles when none is left or too many have failed. */
  goOn(ended?: ChildExecution): void {
    if (ended) this.#running -= 1;
    if (ended && ended.status !== 'SUCCEEDED') this.#failedItems += ended.itemCount;
    if (this.#run.ended) return;
    if (exceedsTolerance(this.#run.settings, this.#failedItems, this.#run.items?.list.length ?? 0)) {
      this.#fail(new WorkflowError('States.ExceedToleratedFailureThreshold', EXCEEDED));
      return;
    }
    while (this.#running < this.#most && this.#goOnWithOne()) this.#running += 1;
    if (this.#running === 0) this.#settled.resolve();
  }

  get #most(): number {
    return Math.min(this.#run.settings.maxConcurrency || MOST_CHILDREN_AT_ONCE, MOST_CHILDREN_AT_ONCE);
  }

  #goOnWithOne(): boolean {
    const redriven = this.#redriven.shift();
    if (redriven) {
      redriven.redrive();
      return true;
    }
    while (this.#run.children.has(this.#next)) this.#next += 1;
    if (this.#next >= this.#run.length) return false;
    void this.#start(this.#next++);
    return true;
  }

  async #start(index: number): Promise<void> {
    try {
      const input = await this.#inputs.inputOf(this.#run, index);
      if (!this.#run.ended) this.#run.start(index, input);
    } catch (error) {
      this.#fail(toWorkflowError(error));
    }
  }

  #fail(error: WorkflowError): void {
    this.#run.end('FAILED', error);
    this.#settled.reject(error);
  }
}

/** In the words of Step Functions. */
const EXCEEDED = 'The specified tolerated failure threshold was exceeded';

/** The most children of a Map run at a time. @see https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html */
const MOST_CHILDREN_AT_ONCE = 10_000;

/** Whether so many failed items of all are more than a Map run tolerates. Without a setting, it tolerates none. */
function exceedsTolerance(settings: MapRunSettings, failed: number, total: number): boolean {
  const { toleratedFailureCount: count, toleratedFailurePercentage: percentage } = settings;
  if (count === undefined && percentage === undefined) return failed > 0;
  return failed > (count ?? total) || failed * 100 > (percentage ?? 100) * total;
}
