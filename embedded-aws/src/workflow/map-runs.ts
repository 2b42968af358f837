import { currentDate } from '../clock/clock.ts';
import type { JsonObject } from '../json.ts';
import type { ChildNames, ExecutionSettings, MapRunsOfAttempt } from './attempt.ts';
import type { AnyExecution, ChildExecution } from './child-execution.ts';
import { Execution } from './execution.ts';
import { type HistoryRecord, withDates } from './history.ts';
import { MapRun, type MapRunHost } from './map-run.ts';
import { childRecord, type JournaledMapRun, planRecord } from './map-run-journal.ts';
import type { MapRunPlan } from './map-run-plan.ts';
import type { PreparedMachine } from './prepare-definition.ts';

export interface MapRunsOptions {
  settings: ExecutionSettings;
  /** The states that the children of a Map run. @throws Error when the definition has no such Map */
  machineOf(definition: string, state: string): PreparedMachine;
  /** Called when a child has started, has ended or is redriven. */
  onStatusChange(execution: AnyExecution): void;
  /** Keeps a record for another process. */
  keep(record: JsonObject): void;
}

/** The Map runs of a state machine. */
export class MapRuns implements MapRunsOfAttempt {
  readonly #byId = new Map<string, MapRun>();
  readonly #options: MapRunsOptions;
  #isSuspended = false;

  constructor(options: MapRunsOptions) {
    this.#options = options;
  }

  find(id: string): MapRun | undefined {
    return this.#byId.get(id);
  }

  findByArn(arn: string): MapRun | undefined {
    return [...this.#byId.values()].find(({ plan }) => this.arnOf(plan) === arn);
  }

  /** Those of an execution, the newest first. */
  ofExecution(name: string): MapRun[] {
    return [...this.#byId.values()].filter(({ plan }) => plan.execution === name).reverse();
  }

  /** The child of an execution ARN's last two parts. */
  findChild(label: string, name: string): ChildExecution | undefined {
    const runs = [...this.#byId.values()].filter(({ plan }) => plan.label === label);
    return runs.map((run) => run.childNamed(name)).find((child) => child !== undefined);
  }

  arnOf({ label, id }: Pick<MapRunPlan, 'label' | 'id'>): string {
    return `${this.#options.settings.stateMachine.arn.replace(':stateMachine:', ':mapRun:')}/${label}:${id}`;
  }

  namesOf(run: MapRun, index: number): ChildNames {
    const stateMachineArn = `${this.#options.settings.stateMachine.arn}/${run.plan.label}`;
    const name = run.nameOf(index);
    return { name, arn: `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`, stateMachineArn };
  }

  begin(given: Omit<MapRunPlan, 'startDate'>): MapRun {
    const plan = { ...given, startDate: currentDate() };
    this.#options.keep(planRecord(plan));
    return this.#add(plan);
  }

  /** Takes over a run of an earlier process. */
  restore({ plan, items, settings, redrives, ended, children, untouched }: JournaledMapRun): void {
    if (!plan) return;
    const run = this.#add(plan);
    Object.assign(run, { items, settings: settings ?? plan.settings, ended });
    run.redrives.push(...redrives);
    for (const [index, history] of children) {
      const records = withDates(history.from(0));
      for (const { mark } of records) if (mark.token) this.#options.settings.tokens.remember(mark.token);
      run.restore(index, records, !ended && untouched.has(index));
    }
  }

  /** Ends the runs whose executions have ended just before the process did. */
  resume(isRunning: (execution: string) => boolean): void {
    for (const run of this.#byId.values()) if (!isRunning(run.plan.execution)) run.end('ABORTED');
  }

  abort(run: MapRun): boolean {
    if (this.#isSuspended || run.ended) return false;
    run.end('ABORTED');
    return true;
  }

  suspend(): void {
    this.#isSuspended = true;
    for (const run of this.#byId.values()) for (const child of run.children.values()) child.suspend();
  }

  #add(plan: MapRunPlan): MapRun {
    const run = new MapRun(plan, this.#host(plan));
    this.#byId.set(plan.id, run);
    return run;
  }

  #host({ id, label }: MapRunPlan): MapRunHost {
    const { settings, keep, onStatusChange } = this.#options;
    const { name, arn, roleArn } = settings.stateMachine;
    const own = { ...settings, stateMachine: { name: `${name}/${label}`, arn: `${arn}/${label}`, roleArn } };
    return {
      roleArn,
      keep,
      announce: onStatusChange,
      keepChildEvent: (index, record) => keep(childRecord(id, index, record)),
      openChild: (run, index, records) => this.#open(own, run, index, records),
    };
  }

  #open(settings: ExecutionSettings, run: MapRun, index: number, records: HistoryRecord[]): Execution {
    const { machineOf, onStatusChange, keep } = this.#options;
    const { definition, state, id } = run.plan;
    const { name, arn } = this.namesOf(run, index);
    return new Execution(
      {
        name,
        arn,
        machine: machineOf(definition, state),
        definition,
        timeoutSeconds: undefined,
        settings,
        mapRuns: this,
        mapRunArn: this.arnOf(run.plan),
        onStatusChange: (execution) => {
          onStatusChange(execution);
          if (execution.status !== 'RUNNING') run.noteEnd(index);
        },
        onEvent: (record) => keep(childRecord(id, index, record)),
      },
      records,
    );
  }
}
