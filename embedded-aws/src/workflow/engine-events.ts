import type { StateMachine } from 'aws-local-stepfunctions';
import type { History, Thread } from './history.ts';
import type { StateInfo } from './prepare-definition.ts';

export type EngineEvent =
  ReturnType<StateMachine['run']>['eventLogs'] extends AsyncGenerator<infer Event> ? Event : never;

/**
 * Adds the engine's report of a state or an iteration to the history, under the names that AWS gives them.
 * What happens inside a task is added by the task itself (`task-run.ts`).
 */
export function addToHistory(history: History, event: EngineEvent, states: Map<string, StateInfo>): void {
  switch (event.type) {
    case 'StateEntered':
    case 'StateExited':
    case 'StateFailed':
      addStateEvent(history, event, states);
      break;
    case 'StateRetried':
      if (event.state.type === 'Map') history.add('MapStateStarted', {}, event.index);
      break;
    case 'MapIterationStarted':
    case 'MapIterationSucceeded':
    case 'MapIterationFailed':
      addIterationEvent(history, event);
      break;
    default:
  }
}

type StateEvent = Extract<EngineEvent, { type: 'StateEntered' | 'StateExited' | 'StateFailed' }>;
type IterationEvent = Extract<
  EngineEvent,
  { type: 'MapIterationStarted' | 'MapIterationSucceeded' | 'MapIterationFailed' }
>;

function addStateEvent(history: History, event: StateEvent, states: Map<string, StateInfo>): void {
  const { name } = event.state;
  const type = states.get(name)?.definition['Type'];
  const thread: Thread = event.index ?? 'execution';
  // The hidden first state of an iteration isn't part of the definition.
  if (typeof type !== 'string') return;
  if (event.type === 'StateEntered') {
    const stateEnteredEventDetails = { name, input: JSON.stringify(event.state.input) };
    history.add(`${type}StateEntered`, { stateEnteredEventDetails }, thread);
    if (type === 'Map') history.add('MapStateStarted', {}, thread);
  } else if (event.type === 'StateExited') {
    const stateExitedEventDetails = { name, output: JSON.stringify(event.state.output) };
    if (type === 'Map') addSuccess(history, thread);
    history.add(`${type}StateExited`, { stateExitedEventDetails }, thread);
  } else if (type === 'Map') {
    history.add('MapStateFailed', {}, thread);
  }
}

/** A Map whose failure was caught is left too, but didn't succeed. */
function addSuccess(history: History, thread: Thread): void {
  if (history.events.at(-1)?.type !== 'MapStateFailed') history.add('MapStateSucceeded', {}, thread);
}

const ITERATION_DETAILS = {
  MapIterationStarted: 'mapIterationStartedEventDetails',
  MapIterationSucceeded: 'mapIterationSucceededEventDetails',
  MapIterationFailed: 'mapIterationFailedEventDetails',
};

function addIterationEvent(history: History, event: IterationEvent): void {
  const details = { name: event.parentState.name, index: event.index };
  if (event.type === 'MapIterationStarted') history.restart(event.index);
  history.add(event.type, { [ITERATION_DETAILS[event.type]]: details }, event.index);
}
