import { calledTask, states } from '../statemachine/definition.ts';
import { functionArn, kebabCase } from './function-names.ts';

const tasks = states.flatMap(({ state }) => calledTask(state) ?? []);

/** What the definition's `${…}` stand for. */
export const definitionSubstitutions = {
  Partition: { Ref: 'AWS::Partition' },
  DeadLetterQueueUrl: { Ref: 'DeadLetterQueue' },
  ...Object.fromEntries(tasks.map((task) => [`${task}FunctionArn`, functionArn(kebabCase(task))])),
};

/** The functions that the state machine may invoke: those of its tasks, and no other. */
export const taskFunctionArns = tasks.map((task) => functionArn(kebabCase(task)));
