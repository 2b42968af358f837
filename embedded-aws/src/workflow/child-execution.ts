import { pack, unpackText } from '../packed-json.ts';
import type { ExecutionStatus, Redrive } from './execution-status.ts';
import { type History, type HistoryRecord, withDates } from './history.ts';

/** An execution, as those see it who don't run it. */
export interface AnyExecution {
  readonly name: string;
  readonly arn: string;
  readonly stateMachineArn: string;
  readonly mapRunArn: string | undefined;
  readonly input: unknown;
  readonly startDate: Date;
  readonly history: History;
  readonly redrives: Redrive[];
  readonly status: ExecutionStatus;
  readonly stopDate: Date | undefined;
  readonly output: unknown;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly notRedrivableReason: string | undefined;
  run(): void;
  suspend(): void;
  stop(error?: string, cause?: string): void;
  redrive(clientToken?: string): Date;
}

/** What is known of a child without its history. */
export interface ChildSummary {
  status: ExecutionStatus;
  startDate: Date;
  stopDate: Date | undefined;
  redriveCount: number;
  redriveDate: Date | undefined;
  isRedrivable: boolean;
}

/** One child of a Map run. When it has ended, only its packed history stays in memory: a Map run may have thousands. */
export class ChildExecution {
  readonly index: number;
  readonly name: string;
  readonly itemCount: number;
  /** A redriven Map run waits to redrive it. */
  isPendingRedrive = false;
  readonly #open: (records: HistoryRecord[]) => AnyExecution;
  #live: AnyExecution | undefined;
  #packed: Buffer | undefined;
  #summary: ChildSummary | undefined;

  /** @param open makes an execution of its history */
  constructor(
    { index, name, itemCount }: { index: number; name: string; itemCount: number },
    open: (records: HistoryRecord[]) => AnyExecution,
  ) {
    this.index = index;
    this.name = name;
    this.itemCount = itemCount;
    this.#open = open;
  }

  get summary(): ChildSummary {
    return this.#summary ?? summaryOf(this.execution);
  }

  get status(): ExecutionStatus {
    return this.summary.status;
  }

  /** The execution, with all that it has and did. */
  get execution(): AnyExecution {
    return this.#live ?? this.#open(this.#packed ? unpack(this.#packed) : []);
  }

  /** Takes over what has happened so far, which is at least that it has started. */
  restore(records: HistoryRecord[]): void {
    this.#live = this.#open(records);
    this.close();
  }

  /** Goes on after its start, or where it was. */
  run(): void {
    this.#live?.run();
  }

  /** Goes on with the state that did not succeed. */
  redrive(): void {
    this.isPendingRedrive = false;
    this.#live = this.execution;
    this.#summary = undefined;
    this.#packed = undefined;
    this.#live.redrive();
  }

  /** Ends it from outside, if it runs. */
  stop(): void {
    this.#live?.stop();
  }

  suspend(): void {
    this.#live?.suspend();
  }

  /** Packs it, if it has ended. */
  close(): void {
    const execution = this.#live;
    if (!execution || execution.status === 'RUNNING') return;
    this.#summary = summaryOf(execution);
    this.#packed = pack(execution.history.records);
    this.#live = undefined;
  }
}

function summaryOf(execution: AnyExecution): ChildSummary {
  const { status, startDate, stopDate, redrives, notRedrivableReason } = execution;
  const redriven = { redriveCount: redrives.length, redriveDate: redrives.at(-1)?.date };
  return { status, startDate, stopDate, ...redriven, isRedrivable: notRedrivableReason === undefined };
}

function unpack(packed: Buffer): HistoryRecord[] {
  const records: HistoryRecord[] = JSON.parse(unpackText(packed));
  return withDates(records);
}
