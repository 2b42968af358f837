import { kebabCase } from '../../../resources/function-names.ts';
import { allStates, calledTask } from '../../../statemachine/definition.ts';

/** The tasks of all state machines, each once. */
export const tasks = [...new Map(allStates.map((each) => [each.name, each])).values()].filter(
  ({ state }) => state.Type === 'Task',
);

/** The tasks that call a Lambda. */
export const lambdaTasks = tasks.flatMap(({ name, state }) => {
  const called = calledTask(state);
  return called === undefined ? [] : [{ name, state, called, functionName: kebabCase(called) }];
});
