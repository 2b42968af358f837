import { afterEach, expect, test, vi } from 'vitest';
import type { JsonObject } from '../../../src/json.ts';
import { createWorkflow, type Workflow } from '../../../src/workflow/workflow.ts';
import { eventTypes, named, type Payload, payloadOf, WORK } from './workflow-run.ts';

const TASK = { Type: 'Task', Resource: WORK, End: true };
const HOLD = {
  ...TASK,
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Parameters: { FunctionName: 'work', Payload: { 'token.$': '$$.Task.Token' } },
};
const AGAIN = [{ ErrorEquals: ['Lambda.Unknown', 'Busy'], IntervalSeconds: 1, MaxAttempts: 2 }];
const OFTEN = [{ ...AGAIN[0], MaxAttempts: 4 }];
const never = () => new Promise(() => {});

let running: Workflow | undefined;
afterEach(() => running?.suspend());

/** Every kind of state, each with something that takes its time. */
const EVERYTHING = {
  Hold: { ...HOLD, End: undefined, ResultPath: '$.held', Retry: OFTEN, Next: 'Pause' },
  Pause: { Type: 'Wait', Seconds: 1, Next: 'Each' },
  Each: {
    Type: 'Map',
    ItemsPath: '$.items',
    MaxConcurrency: 2,
    ItemProcessor: {
      StartAt: 'Busy',
      States: {
        Busy: {
          ...TASK,
          Retry: OFTEN,
          Catch: [{ ErrorEquals: ['Bad'], Next: 'Caught' }],
        },
        Caught: { Type: 'Pass', Parameters: { 'Error.$': '$.Error' }, End: true },
      },
    },
    ResultPath: '$.each',
    Next: 'Both',
  },
  Both: {
    Type: 'Parallel',
    Branches: [
      { StartAt: 'B', States: { B: { ...TASK, Parameters: { n: 'b' }, Retry: OFTEN } } },
      { StartAt: 'C', States: { C: { Type: 'Pass', Result: 'c', End: true } } },
    ],
    ResultPath: '$.both',
    Next: 'Which',
  },
  Which: { Type: 'Choice', Choices: [{ Variable: '$.both[1]', StringEquals: 'c', Next: 'Failing' }], Default: 'End' },
  Failing: {
    ...TASK,
    End: undefined,
    Parameters: { n: 2 },
    Retry: OFTEN,
    Catch: [{ ErrorEquals: ['Bad'], ResultPath: '$.caught', Next: 'End' }],
    Next: 'End',
  },
  End: {
    Type: 'Pass',
    Parameters: { 'held.$': '$.held', 'each.$': '$.each', 'both.$': '$.both', 'caught.$': '$.caught' },
    End: true,
  },
};

/** A function that is busy at first, and fails for 2. */
function working() {
  let isBusy = true;
  return ({ n, token }: Payload) => {
    if (token) return {};
    if (n === 3 && isBusy) {
      isBusy = false;
      throw named('Busy');
    }
    if (n === 2) throw Object.assign(named('Bad'), { stack: '' });
    return n;
  };
}

/** Answers whatever token is asked for. */
function answerTokens(workflow: Workflow): void {
  const answer = () => {
    for (const { history } of workflow.executions.values()) {
      for (const { mark } of history.records) if (mark.token) tryToAnswer(workflow, mark.token);
    }
    if (running === workflow && [...workflow.executions.values()].some(({ status }) => status === 'RUNNING')) {
      setTimeout(answer, 1);
    }
  };
  answer();
}

function tryToAnswer(workflow: Workflow, token: string): void {
  try {
    workflow.sendTaskSuccess(token, '"answered"');
  } catch {
    // It was answered before, or nobody waits for it yet.
  }
}

/** Runs a state machine in another process: with nothing but the journal's lines, and a definition of its own. */
function processOf(
  lines: string[],
  States: object,
  task: (payload: Payload) => unknown = () => 'done',
  input: unknown = { items: [{ n: 1 }, { n: 2 }, { n: 3 }] },
) {
  running?.suspend();
  const payloads: Payload[] = [];
  const workflow = createWorkflow({
    definition: JSON.parse(JSON.stringify({ StartAt: Object.keys(States)[0], States })),
    timeScale: 0.001,
    runTask: async (_resource, payload) => {
      payloads.push(payloadOf(payload));
      return task(payloadOf(payload));
    },
    journal: {
      read: () => lines.map((line): JsonObject => JSON.parse(line)),
      append: (record) => lines.push(JSON.stringify(record)),
    },
  });
  running = workflow;
  workflow.resume();
  const execution = workflow.executions.get('one') ?? workflow.start('one', input);
  return { workflow, execution, payloads, types: () => eventTypes(execution) };
}

test('goes on with the definition that it was started with, when its token is answered in another process', async () => {
  const lines: string[] = [];
  const old = processOf(lines, { A: { ...HOLD, End: undefined, Next: 'Old' }, Old: TASK });
  await vi.waitFor(() => expect(old.types()).toContain('TaskSubmitted'));
  const next = processOf(lines, { New: TASK });
  expect(next.execution).toMatchObject({
    status: 'RUNNING',
    startDate: old.execution.startDate,
    input: old.execution.input,
  });
  next.workflow.sendTaskSuccess(old.payloads[0]?.token ?? '', '{"decision":"approve"}');
  expect((await next.execution.ended).status).toBe('SUCCEEDED');
  expect(next.payloads).toEqual([{ decision: 'approve' }]);
  expect(next.types().filter((type) => type === 'TaskScheduled')).toHaveLength(1);
  expect(next.execution.history.events.map(({ id }) => id)).toEqual(next.types().map((_type, index) => index + 1));
});

test('knows the tokens that were used before', async () => {
  const lines: string[] = [];
  const { workflow, payloads, execution } = processOf(lines, { A: HOLD });
  await vi.waitFor(() => expect(payloads).toHaveLength(1));
  const token = payloads[0]?.token ?? '';
  workflow.sendTaskSuccess(token, '1');
  await execution.ended;
  const next = processOf(lines, { A: HOLD });
  expect(() => next.workflow.sendTaskSuccess(token, '1')).toThrow(expect.objectContaining({ name: 'TaskTimedOut' }));
});

test('counts the time of a task that waits from its start on', async () => {
  const lines: string[] = [];
  const old = processOf(lines, { A: { ...HOLD, TimeoutSeconds: 100_000 } });
  await vi.waitFor(() => expect(old.types()).toContain('TaskSubmitted'));
  old.workflow.suspend();
  const early = lines.map((line) => line.replaceAll(/"timestamp":"[^"]+"/g, '"timestamp":"2020-01-01T00:00:00.000Z"'));
  const next = processOf(early, { A: HOLD });
  expect(await next.execution.ended).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
});

test('fails a task whose function had not answered, and tries it again as often as is left', async () => {
  const lines: string[] = [];
  const States = { A: { ...TASK, Retry: AGAIN } };
  for (const attempt of [1, 2, 3]) {
    const { payloads } = processOf(lines, States, never);
    await vi.waitFor(() => expect(payloads, `attempt ${attempt}`).toHaveLength(1));
  }
  const { execution, payloads } = processOf(lines, States);
  expect(await execution.ended).toMatchObject({ status: 'FAILED', error: 'Lambda.Unknown' });
  expect(payloads).toEqual([]);
});

test('keeps what the iterations of a Map have come to', async () => {
  const lines: string[] = [];
  const ItemProcessor = { StartAt: 'B', States: { B: { ...TASK, Retry: AGAIN } } };
  const States = { A: { Type: 'Map', ItemProcessor, MaxConcurrency: 2, End: true } };
  const items = [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }];
  const old = processOf(lines, States, ({ n }) => (n === 1 ? 'first' : never()), items);
  await vi.waitFor(() => expect(old.payloads).toHaveLength(3));
  const next = processOf(lines, States, ({ n }) => n);
  expect((await next.execution.ended).output).toEqual(['first', 2, 3, 4]);
  expect(next.payloads.map(({ n }) => n).toSorted()).toEqual([2, 3, 4]);
});

test('is still known when it has ended, and can be redriven', async () => {
  const lines: string[] = [];
  const first = processOf(lines, { A: TASK }, () => Promise.reject(named('Bad', 'why')));
  await first.execution.ended;
  const { execution } = processOf(lines, { A: TASK });
  expect(execution).toMatchObject({ status: 'FAILED', error: 'Bad', stopDate: first.execution.stopDate });
  const redriveDate = execution.redrive('token');
  expect((await execution.ended).output).toBe('done');
  const again = processOf(lines, { A: TASK }).execution;
  expect(again).toMatchObject({ status: 'SUCCEEDED', output: 'done', error: undefined });
  expect(again.redrive('token')).toEqual(redriveDate);
});

test('comes to the same end, whenever its process ends', async () => {
  const lines: string[] = [];
  const whole = processOf(lines, EVERYTHING, working());
  answerTokens(whole.workflow);
  const { output } = await whole.execution.ended;
  expect(output).toMatchObject({
    held: 'answered',
    each: [1, { Error: 'Bad' }, 3],
    both: ['b', 'c'],
    caught: { Error: 'Bad' },
  });
  for (let kept = 2; kept < lines.length; kept++) {
    const { workflow, execution } = processOf(lines.slice(0, kept), EVERYTHING, working());
    answerTokens(workflow);
    expect((await execution.ended).output, `after ${lines[kept - 1]}`).toEqual(output);
  }
});
