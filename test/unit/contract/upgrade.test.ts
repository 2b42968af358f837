import { describe, expect, it } from 'vitest';
import { TurnMovedError } from '../../../functions/domain/errors.ts';
import { recordOf } from '../../../functions/domain/ledger/evolve.ts';
import { functionArn } from '../../../resources/function-names.ts';
import { taskFunctionArns } from '../../../resources/state-machine-roles.ts';
import { type FormerTask, formerTasks, type TodaysFunction, taskProblems } from '../../upgrade/compatibility.ts';
import { type FirstOutputs, outputExamples, runFormer } from '../../upgrade/former-run.ts';
import { readSnapshot, type Snapshot, snapshotNames, type TaskInput } from '../../upgrade/snapshot.ts';
import { indexProblems, todaysIndexes } from '../../upgrade/table-indexes.ts';
import { readYaml, valueAt } from './sources.ts';

const serverless = readYaml('serverless.yml');
const invocable = new Set(taskFunctionArns('change-request').map((arn) => JSON.stringify(arn)));

/** A function; nothing if there is none of this name. */
function functionToday(name: string): TodaysFunction | undefined {
  const declared = valueAt(serverless, 'functions', name);
  if (declared === undefined) return undefined;
  const timeoutSeconds = Number(valueAt(declared, 'timeout') ?? valueAt(serverless, 'provider', 'timeout'));
  return { timeoutSeconds, mayBeInvoked: invocable.has(JSON.stringify(functionArn(name))) };
}

/** What today's functions refuse of the input that a former definition gives them. */
async function refusals(inputs: TaskInput[]): Promise<string[]> {
  const refused = await Promise.all(inputs.map(refusalsOf));
  return [...new Set(refused.flat())];
}

async function refusalsOf({ functionName, input }: TaskInput): Promise<string[]> {
  const { default: isValid } = await import(`../../../schemas/compiled/${functionName}.input.js`);
  if (isValid(input)) return [];
  const errors: { instancePath: string; message: string }[] = isValid.errors;
  return errors.map(
    ({ instancePath, message, ...error }) =>
      `${functionName} refuses the input that executions that wait give it: ${instancePath} ${message} ${JSON.stringify(error)}. What they don't give must be optional in schemas/tasks/${functionName}.schema.json, and what they give, allowed`,
  );
}

/** The input that was recorded of a function, as its first call got it. */
function recordedInput({ taskInputs }: Snapshot, functionName: string): unknown {
  return taskInputs.find((each) => each.functionName === functionName)?.input;
}

/** An execution that comes to a function, and gets a certain output from it. */
function wayTo(functionName: string, output: unknown, snapshot: Snapshot): { event: unknown; outputs: FirstOutputs } {
  const outputs = { ...before(functionName), [functionName]: output };
  const isOfOrganization = 'derive-baseline-request' in outputs;
  const begins = recordedInput(snapshot, isOfOrganization ? 'derive-baseline-request' : 'validate-request');
  return { event: valueAt(begins, 'event'), outputs };
}

function before(functionName: string): FirstOutputs {
  const [planned] = outputExamples('plan-changes');
  const [, withdrawal] = outputExamples('derive-baseline-request');
  if (functionName === 'pre-approve') return { 'plan-changes': { ...Object(planned), round: undefined } };
  if (functionName === 'take-turn') return { 'apply-change': new TurnMovedError('the turn has lapsed') };
  return functionName === 'withdraw-changes' ? { 'derive-baseline-request': withdrawal } : {};
}

describe.each(snapshotNames())('what waits since version %s', (version) => {
  const snapshot = readSnapshot(version);
  const tasks = formerTasks(snapshot.definition);
  const answers = tasks.flatMap(({ functionName }) =>
    outputExamples(functionName).map((output, index) => ({ functionName, number: index + 1, output })),
  );

  it('has given input to each of its functions', () => {
    const recorded = new Set(snapshot.taskInputs.map(({ functionName }) => functionName));
    expect(new Set(tasks.map(({ functionName }) => functionName))).toEqual(recorded);
  });

  it.each(tasks)('comes to $state, and meets a function that it knows', (task) => {
    expect(taskProblems(task, functionToday(task.functionName))).toEqual([]);
  });

  it('gives functions what they still accept', async () => {
    expect(await refusals(snapshot.taskInputs)).toEqual([]);
  });

  it.each(answers)('goes on with what $functionName answers today, example $number', async (answer) => {
    const { event, outputs } = wayTo(answer.functionName, answer.output, snapshot);
    const { inputs, error = '', cause } = await runFormer(snapshot.definition, event, outputs);
    expect(inputs.map(({ functionName }) => functionName)).toContain(answer.functionName);
    expect(error, cause).not.toMatch(/^States\./);
    expect(await refusals(inputs)).toEqual([]);
  });

  it.each(snapshot.records)('has a record that reads the same: $request.requestId', (record) => {
    expect(
      recordOf(record.history),
      'former events must still mean what they did: functions/domain/ledger/evolve.ts',
    ).toMatchObject(record);
  });
});

const newest = readSnapshot(snapshotNames().at(-1) ?? '');

describe('the table', () => {
  it('has indexes that one deployment makes of those of the version before', () => {
    expect(indexProblems(newest.indexes, todaysIndexes())).toEqual([]);
  });
});

describe('the check of what waits', () => {
  const { definition, taskInputs, indexes } = newest;
  const task = (state: string): FormerTask => {
    const found = formerTasks(structuredClone(definition)).find((each) => each.state === state);
    if (!found) throw new Error(`there is no ${state}`);
    return found;
  };

  it('finds a function that is gone, or that the state machine may not invoke', () => {
    const found = task('ApplyChange');
    for (const today of [undefined, { timeoutSeconds: 15, mayBeInvoked: false }]) {
      expect(taskProblems(found, today)).toEqual([expect.stringContaining("can't invoke apply-change any more")]);
    }
  });

  it('accepts a function that is only kept for what waits', () => {
    const kept = { ...task('ApplyChange'), today: undefined };
    expect(taskProblems(kept, functionToday('apply-change'))).toEqual([]);
  });

  it('finds an error that the code throws to be tried again, and that a former definition does not retry', () => {
    const found = task('ApplyChange');
    for (const retrier of found.former.Retry ?? []) {
      retrier.ErrorEquals = retrier.ErrorEquals.filter((name) => name !== 'ServiceUnavailableError');
    }
    expect(taskProblems(found, functionToday(found.functionName))).toEqual([
      expect.stringMatching(/the ApplyChange of executions that wait does not retry ServiceUnavailableError/),
    ]);
  });

  it('finds an error that only the definition of today catches by its name', () => {
    const found = task('RegisterRequest');
    for (const catcher of found.former.Catch ?? []) catcher.ErrorEquals = ['States.ALL'];
    expect(taskProblems(found, functionToday(found.functionName))).toEqual([
      expect.stringMatching(/does not catch DuplicateRequestError/),
    ]);
  });

  it('finds a function that may run for longer than a former definition waits', () => {
    expect(taskProblems(task('ApplyChange'), { timeoutSeconds: 900, mayBeInvoked: true })).toEqual([
      expect.stringMatching(/may run for 900 s/),
    ]);
  });

  it('finds input that a function no longer accepts', async () => {
    const [first] = taskInputs.filter(({ functionName }) => functionName === 'settle-approval');
    const without = { functionName: 'settle-approval', input: { ...Object(first?.input), woken: undefined } };
    expect(await refusals([without])).toEqual([expect.stringContaining('must be optional in schemas/tasks/settle')]);
  });

  it('finds indexes that no single deployment can change', () => {
    const [first, ...others] = indexes;
    expect(indexProblems(indexes, others)).toEqual([]);
    expect(indexProblems(indexes, others.slice(1))).toEqual([expect.stringContaining('one index at a time')]);
    const changed = { IndexName: '', KeySchema: [], ...first, Projection: { ProjectionType: 'ALL' } };
    expect(indexProblems(indexes, [changed, ...others])).toEqual([expect.stringContaining('another name')]);
  });

  it('finds an output with which a former definition cannot go on', async () => {
    const event = { source: 'x', 'detail-type': 'y', detail: {} };
    const { error } = await runFormer(definition, event, { 'settle-approval': { state: 'APPROVED' } });
    expect(error).toMatch(/^States\./);
  });
});
