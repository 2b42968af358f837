import { currentDate } from '../clock/clock.ts';
import { CompactList } from '../compact-list.ts';
import type { JsonObject } from '../json.ts';
import { uuidOf } from '../template/resource-kinds.ts';
import { type AnyExecution, ChildExecution } from './child-execution.ts';
import { type HistoryRecord, startRecord } from './history.ts';
import { endRecord, itemsRecords, redriveRecord, settingsRecord } from './map-run-journal.ts';
import type { MapRunEnd, MapRunItems, MapRunPlan, MapRunSettings } from './map-run-plan.ts';
import type { WorkflowError } from './workflow-error.ts';

/** What a Map run needs around it. */
export interface MapRunHost {
  roleArn: string;
  /** Makes a child of its history. */
  openChild(run: MapRun, index: number, records: HistoryRecord[]): AnyExecution;
  /** Tells that a child has started. */
  announce(child: AnyExecution): void;
  /** Keeps a record of what happens to it, and to its children. */
  keep(record: JsonObject): void;
  keepChildEvent(index: number, record: HistoryRecord): void;
}

/** The children that a distributed Map starts, and how far they are. */
export class MapRun {
  readonly plan: MapRunPlan;
  /** When it was redriven. */
  readonly redrives: Date[] = [];
  /** The children that have begun, by their index. */
  readonly children = new Map<number, ChildExecution>();
  settings: MapRunSettings;
  items: MapRunItems | undefined;
  ended: MapRunEnd | undefined;
  /** Called when a child has ended, or the settings are others. */
  onChange: ((ended?: ChildExecution) => void) | undefined;
  readonly #host: MapRunHost;
  readonly #indexes = new Map<string, number>();

  constructor(plan: MapRunPlan, host: MapRunHost) {
    this.plan = plan;
    this.settings = plan.settings;
    this.#host = host;
  }

  get status(): 'RUNNING' | MapRunEnd['status'] {
    return this.ended?.status ?? 'RUNNING';
  }

  /** How many children there are when all have begun. */
  get length(): number {
    return Math.ceil((this.items?.list.length ?? 0) / (this.items?.perChild ?? 1));
  }

  /** How many items a child has. */
  itemCountOf(index: number): number {
    const perChild = this.items?.perChild ?? 1;
    return Math.min(perChild, (this.items?.list.length ?? 0) - index * perChild);
  }

  /** The name of a child: the same in every process. */
  nameOf(index: number): string {
    return uuidOf(`${this.plan.id}/${index}`);
  }

  childNamed(name: string): ChildExecution | undefined {
    return this.children.get(this.#indexes.get(name) ?? -1);
  }

  /** The children in the order of their items. */
  get inOrder(): ChildExecution[] {
    return [...this.children.values()].sort((one, other) => one.index - other.index);
  }

  /** Has its items from now on. */
  have(items: unknown[], perChild: number | undefined): void {
    for (const record of itemsRecords(this.plan.id, items, perChild)) this.#host.keep(record);
    this.items = { list: new CompactList(), perChild };
    for (const item of items) this.items.list.push(item);
  }

  /** Begins a child. */
  start(index: number, input: unknown): void {
    const child = this.#child(index);
    const record = startRecord(input, this.#host.roleArn, this.plan.definition);
    this.#host.keepChildEvent(index, record);
    child.restore([record]);
    child.run();
    this.#host.announce(child.execution);
  }

  /** Takes over a child of an earlier process. */
  restore(index: number, records: HistoryRecord[], isPendingRedrive: boolean): void {
    const child = this.#child(index);
    child.restore(records);
    child.isPendingRedrive = isPendingRedrive && child.summary.isRedrivable;
  }

  /** Lets the children that did not succeed wait to go on. */
  redrive(): void {
    const date = currentDate();
    this.#host.keep(redriveRecord(this.plan.id, date));
    this.redrives.push(date);
    this.ended = undefined;
    for (const child of this.children.values()) child.isPendingRedrive = child.summary.isRedrivable;
  }

  /** Goes on under other settings. */
  update(settings: Partial<MapRunSettings>): void {
    this.settings = { ...this.settings, ...settings };
    this.#host.keep(settingsRecord(this.plan.id, this.settings));
    this.onChange?.();
  }

  /** A child has ended. */
  noteEnd(index: number): void {
    const child = this.children.get(index);
    child?.close();
    this.onChange?.(child);
  }

  /** Ends the run, unless it has ended: what still runs is stopped. */
  end(status: MapRunEnd['status'], error?: WorkflowError): void {
    if (this.ended) return;
    this.ended = { status, stopDate: currentDate(), error };
    for (const child of this.children.values()) {
      child.isPendingRedrive = false;
      child.stop();
    }
    this.#host.keep(endRecord(this.plan.id, this.ended));
    this.onChange = undefined;
  }

  #child(index: number): ChildExecution {
    const name = this.nameOf(index);
    const child = new ChildExecution({ index, name, itemCount: this.itemCountOf(index) }, (records) =>
      this.#host.openChild(this, index, records),
    );
    this.children.set(index, child);
    this.#indexes.set(name, index);
    return child;
  }
}
