import { createHash } from 'node:crypto';
import type { JsonObject } from '../json.ts';
import type { ExecutionSettings } from './attempt.ts';
import type { AnyExecution } from './child-execution.ts';
import { Execution } from './execution.ts';
import { type HistoryRecord, startRecord, withDates } from './history.ts';
import { MapRuns } from './map-runs.ts';
import type { PreparedMachine } from './prepare-definition.ts';
import { type Runnable, runnable } from './runnable.ts';
import { definitionRecord, eventRecord, NO_JOURNAL, readJournal, type WorkflowJournal } from './workflow-journal.ts';

export interface ExecutionsOptions {
  definition: JsonObject;
  journal?: WorkflowJournal;
  onStatusChange?: (execution: AnyExecution) => void;
}

/** The executions of a state machine, and the Map runs that they have started. */
export class Executions {
  readonly byName = new Map<string, Execution>();
  readonly mapRuns: MapRuns;
  readonly #settings: ExecutionSettings;
  readonly #journal: WorkflowJournal;
  readonly #onStatusChange: (execution: AnyExecution) => void;
  readonly #runnables = new Map<string, Runnable>();
  /** The id of the definition that executions are started with. */
  readonly #definition: string;

  constructor(
    { definition, journal = NO_JOURNAL, onStatusChange = () => {} }: ExecutionsOptions,
    settings: ExecutionSettings,
  ) {
    this.#settings = settings;
    this.#journal = journal;
    this.#onStatusChange = onStatusChange;
    const { definitions, histories, mapRuns } = readJournal(journal);
    for (const [id, known] of definitions) this.#runnables.set(id, runnable(known));
    this.#definition = createHash('sha256').update(JSON.stringify(definition)).digest('hex');
    if (!this.#runnables.has(this.#definition)) {
      this.#runnables.set(this.#definition, runnable(definition));
      journal.append(definitionRecord(this.#definition, definition));
    }
    this.mapRuns = new MapRuns({
      settings,
      onStatusChange,
      machineOf: (id, state) => this.#childMachine(id, state),
      keep: (record) => journal.append(record),
    });
    for (const [name, records] of histories) this.#restore(name, withDates(records.from(0)));
    for (const run of mapRuns.values()) this.mapRuns.restore(run);
  }

  start(name: string, input: unknown): Execution {
    const record = startRecord(input, this.#settings.stateMachine.roleArn, this.#definition);
    this.#journal.append(eventRecord(name, record));
    const execution = this.#add(name, [record]);
    execution.run();
    this.#onStatusChange(execution);
    return execution;
  }

  resume(): void {
    for (const execution of this.byName.values()) execution.run();
    this.mapRuns.resume((name) => this.byName.get(name)?.status === 'RUNNING');
  }

  suspend(): void {
    this.mapRuns.suspend();
    for (const execution of this.byName.values()) execution.suspend();
  }

  #restore(name: string, records: HistoryRecord[]): void {
    for (const { mark } of records) if (mark.token !== undefined) this.#settings.tokens.remember(mark.token);
    this.#add(name, records);
  }

  #add(name: string, records: HistoryRecord[]): Execution {
    const { arn } = this.#settings.stateMachine;
    const definition = records[0]?.mark.definition ?? '';
    const { machine, timeoutSeconds } = this.#runnableOf(definition);
    const execution = new Execution(
      {
        name,
        arn: `${arn.replace(':stateMachine:', ':execution:')}:${name}`,
        machine,
        definition,
        timeoutSeconds,
        settings: this.#settings,
        mapRuns: this.mapRuns,
        onStatusChange: this.#onStatusChange,
        onEvent: (record) => this.#journal.append(eventRecord(name, record)),
      },
      records,
    );
    this.byName.set(name, execution);
    return execution;
  }

  #runnableOf(definition: string): Runnable {
    const found = this.#runnables.get(definition);
    if (!found) throw new Error(`the journal has no definition ${definition}`);
    return found;
  }

  #childMachine(definition: string, state: string): PreparedMachine {
    const [machine] = findState(this.#runnableOf(definition).machine, state)?.machines ?? [];
    if (!machine) throw new Error(`the definition ${definition} has no Map named ${state}`);
    return machine;
  }
}

/** The state of a name, which may be part of a Map's or a Parallel's. */
function findState(machine: PreparedMachine, name: string): { machines: PreparedMachine[] } | undefined {
  const own = machine.states.get(name);
  if (own) return own;
  const inner = [...machine.states.values()].flatMap(({ machines }) => machines);
  return inner.map((each) => findState(each, name)).find((found) => found !== undefined);
}
