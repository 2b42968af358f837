import { kebabCase } from '../../../resources/function-names.ts';
import { calledTask, states } from '../../../statemachine/definition.ts';

export const tasks = states.filter(({ state }) => state.Type === 'Task');

/** The tasks that call a Lambda. */
export const lambdaTasks = tasks.flatMap(({ name, state }) => {
  const called = calledTask(state);
  return called === undefined ? [] : [{ name, state, called, functionName: kebabCase(called) }];
});
