import { setImmediate } from 'node:timers/promises';
import { type JsonObject, numberAt, objectAt, textAt } from '../json.ts';
import type { EngineEvent } from './engine-events.ts';
import type { History, Thread } from './history.ts';
import { iterationEntry, type StateInfo } from './prepare-definition.ts';
import { NO_ENGINE_TIMEOUT_SECONDS } from './prepare-task.ts';
import type { ExecutionStanding, IterationStanding } from './standing.ts';

/**
 * How a redriven execution continues: with the state that didn't succeed, and in a Map with the iterations that didn't
 * succeed, each in its own state. The engine can only start a definition from its beginning.
 */
export class Resumption {
  readonly state: string;
  readonly input: unknown;
  readonly #history: History;
  #standing: ExecutionStanding | undefined;
  /** What has resumed: the execution, and iterations of the Map. */
  #goneOn = new Set<Thread>();

  constructor(standing: ExecutionStanding, history: History) {
    this.state = standing.state;
    this.input = standing.input;
    this.#standing = standing;
    this.#history = history;
  }

  /** The prepared definition, starting at the state. */
  definition(prepared: JsonObject): JsonObject {
    const states = objectAt(prepared, 'States');
    const state = objectAt(states, this.state);
    const first = textAt(state, 'Type') === 'Map' ? withOpenIterations(this.state, state) : state;
    return { ...prepared, StartAt: this.state, States: { ...states, [this.state]: first } };
  }

  /**
   * The first state of an iteration of the Map, and its input.
   * @param entry the input that the Map gives to its iteration; see `prepare-definition.ts`
   */
  async beginIteration(entry: JsonObject): Promise<{ to: string; value: unknown }> {
    await setImmediate(); // By the next turn it is known whether the Map was entered anew.
    const index = numberAt(objectAt(objectAt(entry, 'map'), 'Item'), 'Index') ?? -1;
    const standing = this.#standing?.iterations.get(index);
    if (!standing) return { to: BEGINNING, value: entry['item'] };
    if ('output' in standing) return { to: END, value: standing.output };
    return { to: inState(standing.state), value: standing.input };
  }

  /** Whether the history already has an event from an earlier attempt; the next event then follows it. */
  repeats(event: EngineEvent): boolean {
    switch (event.type) {
      case 'StateEntered':
        return this.#goesOn(event.state.name, event.index ?? 'execution');
      case 'MapIterationStarted':
        return this.#iteration(event) !== undefined;
      case 'MapIterationSucceeded':
        return 'output' in (this.#iteration(event) ?? {});
      default:
        return false;
    }
  }

  /** Ends when the state is left: entering or retrying one begins anew. */
  leaveAt(event: EngineEvent, states: Map<string, StateInfo>): void {
    if (event.type !== 'StateEntered' && event.type !== 'StateRetried') return;
    if (states.get(event.state.name)?.enclosing.length === 0) this.#standing = undefined;
  }

  #goesOn(state: string, thread: Thread): boolean {
    if (this.#standing?.isReentered || this.#goneOn.has(thread)) return false;
    const standing = thread === 'execution' ? this.#standing : this.#standing?.iterations.get(thread);
    if (!standing || 'output' in standing || standing.state !== state) return false;
    this.#goneOn.add(thread);
    this.#history.goOn(thread, standing.eventId);
    return true;
  }

  #iteration(event: { parentState: { name: string }; index: number }): IterationStanding | undefined {
    return event.parentState.name === this.state ? this.#standing?.iterations.get(event.index) : undefined;
  }
}

/** A choice of the first state of an iteration. */
const BEGINNING = 'beginning';
const END = 'end';
const inState = (name: string) => `in ${name}`;

/** A Map whose iterations may begin at any of their states, or end at once. */
function withOpenIterations(name: string, map: JsonObject): JsonObject {
  const entry = iterationEntry(name);
  const { [entry]: unwrap, ...states } = objectAt(objectAt(map, 'ItemProcessor'), 'States');
  const [choose, end] = [`${name} (where)`, `${name} (end)`];
  const to = (where: string, Next: string) => ({ Variable: '$.to', StringEquals: where, Next });
  return {
    ...map,
    ItemProcessor: {
      StartAt: entry,
      States: {
        ...states,
        [entry]: { Type: 'Task', Resource: 'begin', TimeoutSeconds: NO_ENGINE_TIMEOUT_SECONDS, Next: choose },
        [choose]: {
          Type: 'Choice',
          Choices: [to(END, end), ...Object.keys(states).map((state) => to(inState(state), state))],
          Default: textAt(objectAt({ unwrap }, 'unwrap'), 'Next'),
          OutputPath: '$.value',
        },
        [end]: { Type: 'Succeed' },
      },
    },
  };
}
