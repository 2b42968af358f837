import { createWorkflow } from 'embedded-aws/workflow/workflow.ts';
import { WorkflowError } from 'embedded-aws/workflow/workflow-error.ts';
import { expect } from 'vitest';
import { type MachineName, machines } from '../../statemachine/definition.ts';
import createAccountResult from '../fixtures/organization/create-account-result.json' with { type: 'json' };

/** How long a second of the machine lasts here, in seconds. */
export const TIME_SCALE = 0.0001;

/** A definition that is deployed, with an ARN or a name in place of each substitution. */
export function deployed(name: MachineName): Parameters<typeof createWorkflow>[0]['definition'] {
  return JSON.parse(
    JSON.stringify(machines[name])
      .replaceAll(/\$\{(\w+)FunctionArn\}/g, 'arn:aws:lambda:us-east-1:111111111111:function:$1')
      .replaceAll(/\$\{Partition\}/g, 'aws')
      .replaceAll(/\$\{(\w+)\}/g, '$1')
      // A day of attempts would take seconds even so.
      .replaceAll(/"MaxDelaySeconds":(300|3600)\b/g, '"MaxDelaySeconds":36'),
  );
}

/** Does the work of one task: gets the task's payload and, for `RequestApproval`, a way to return the token. */
export type FakeTask = (payload: Record<string, unknown>, wake: () => void) => unknown;

/** How an execution went. */
export interface Run {
  status: string;
  output: Record<string, unknown>;
  error: string | undefined;
  cause: string | undefined;
  /** The states in the order that they were entered. */
  entered: string[];
  /** When each of them was entered, as epoch milliseconds. */
  enteredAt: number[];
  /** The payloads of each state's task. */
  payloads: Map<string, Record<string, unknown>[]>;
  /** How many events its history has. */
  events: number;
}

/** Names the request of these tests within the service. */
export const KEY = 'cli/r-1';
/** What the request is about. */
export const CONTACT = { accountId: '222222222222', alternateContactType: 'SECURITY' };

/** When the turns of these tests were: nothing waits for them. */
const TURN = { line: 'contacts', lane: 'front', at: 946_684_800_000, offset: 0, until: '2000-01-01T00:00:00.000Z' };

/** A contact with its turn. */
export function inLine<Contact extends object>(contact: Contact) {
  return { ...contact, turn: TURN };
}

/** When a state was entered, as the definition hands it to its task. */
export const ENTERED_AT = expect.stringMatching(/^\d{4}-.*Z$/);

/** A request event, as the rule passes it to the machine. */
export const requestEvent = {
  id: 'e-1',
  source: 'alternate-contacts',
  'detail-type': 'Alternate Contact Change Requested',
  detail: { requestId: 'r-1', requestedBy: 'jane@example.com', changes: [{ ...CONTACT, action: 'DELETE' }] },
};

/** An event from AWS Organizations, as the rule passes it to the machine. */
export const organizationEvent = createAccountResult;

/** When the request was put on the bus. */
export const ASKED_AT = '2026-06-01T10:00:00.000Z';

const BASELINE_REQUEST = {
  requestId: 'baseline-444444444444-1-0f3c2a91',
  requestedBy: 'alternate-contacts@example.com',
  source: { system: 'organization' },
  changes: [{ accountId: '444444444444', alternateContactType: 'SECURITY', action: 'DELETE' }],
};

/** What `DeriveBaselineRequest` makes of the event. */
export const derived = {
  detail: BASELINE_REQUEST,
  validated: {
    requestKey: `organization/${BASELINE_REQUEST.requestId}`,
    changes: [{ accountId: '444444444444', alternateContactType: 'SECURITY' }],
    accounts: [{ accountId: '444444444444', state: 'ACTIVE', parentIds: ['r-ab12'] }],
    askedAt: ASKED_AT,
  },
};

/** Tasks of a request that is approved and applied. */
export const approvedTasks: Record<string, FakeTask> = {
  DeriveBaselineRequest: () => derived,
  ValidateRequest: () => ({ valid: true, requestKey: KEY, changes: [CONTACT], accounts: [], askedAt: ASKED_AT }),
  WithdrawChanges: (because) => ({ because, withdrawn: ['r-1'] }),
  RegisterRequest: () => ({ requestKey: KEY, changes: [inLine(CONTACT)] }),
  ReadCurrentContact: ({ contact }) => ({ ...keyOf(contact), contact: null }),
  PlanChanges: () => planned({ changes: [CONTACT], round: { index: 0, timeoutSeconds: 3600 } }),
  PreApprove: () => ({ status: 'APPROVED', changes: [inLine(CONTACT)] }),
  RequestApproval: (_payload, wake) => wake(),
  SettleApproval: ({ round }) => approved(round),
  ApplyChange: (change) => ({ ...keyOf(change), appliedAt: '2026-06-01T12:00:00.000Z' }),
  TakeTurn: ({ turn }) => ({ ...Object(turn), moves: 1 }),
  RecordOutcome: () => ({ requestId: 'r-1', status: 'APPLIED', results: [] }),
  KeepFailedEvent: () => ({ MessageId: 'm-1' }),
};

/** An approved round, as `SettleApproval` returns it. */
export function approved(round: unknown, changes: object[] = [CONTACT]): object {
  return { ...Object(round), status: 'APPROVED', changes: changes.map(inLine) };
}

/** The contact alone. */
export function keyOf(contact: unknown): object {
  const { accountId, alternateContactType } = Object(contact);
  return { accountId, alternateContactType };
}

/** A valid plan, as `PlanChanges` returns it. */
export function planned(plan: { changes: object[]; round?: object }): object {
  return { valid: true, requestKey: KEY, ...plan };
}

/** What `KeepFailedEvent` sends to the dead-letter queue. */
export function keptMessage(input: object, error: string): object {
  return {
    QueueUrl: 'DeadLetterQueueUrl',
    MessageBody: JSON.stringify(input),
    MessageAttributes: {
      EXECUTION_ARN: { DataType: 'String', StringValue: expect.stringContaining(':execution:') },
      ERROR_CODE: { DataType: 'String', StringValue: error },
    },
  };
}

/** An error as a Lambda reports it to the machine. */
export function lambdaError(errorType: string, errorMessage = 'no reason', trace: string[] = []): WorkflowError {
  return new WorkflowError(errorType, JSON.stringify({ errorType, errorMessage, trace }));
}

/** A task that fails `times` times with the error before it does the work of `task`. */
export function failing(times: number, error: string, task: FakeTask): FakeTask {
  let calls = 0;
  return (payload, wake) => {
    calls += 1;
    if (calls <= times) throw lambdaError(error);
    return task(payload, wake);
  };
}

interface Work {
  tasks: Record<string, FakeTask>;
  payloads: Run['payloads'];
}

const works = new Map<string, Work>();

/** One machine for all runs, told apart by their execution. */
const workflow = createWorkflow({
  definition: deployed('change-request'),
  timeScale: TIME_SCALE,
  runTask: async (_resource, payload, { stateName, taskToken, executionArn }) => {
    const { tasks, payloads } = works.get(executionArn.split(':').at(-1) ?? '') ?? {};
    const task = tasks?.[stateName];
    if (!task) throw new Error(`the test has no task ${stateName}`);
    payloads?.set(stateName, [...(payloads.get(stateName) ?? []), Object(payload)]);
    return task(Object(payload), () => workflow.sendTaskSuccess(taskToken ?? '', '{}'));
  },
});

/** Runs the deployed definition on the offline engine, with these tasks in place of the functions. */
export async function run(tasks: Record<string, FakeTask> = {}, input: unknown = requestEvent): Promise<Run> {
  const name = `run-${works.size + 1}`;
  const payloads: Run['payloads'] = new Map();
  works.set(name, { tasks: { ...approvedTasks, ...tasks }, payloads });
  const execution = await workflow.start(name, input).ended;
  const { status, output, error, cause, history } = execution;
  const entries = history.events.filter((event) => nameOfEntered(event) !== undefined);
  return {
    ...{ status, output: Object(output), error, cause, payloads },
    entered: entries.map((event) => String(nameOfEntered(event))),
    enteredAt: entries.map(({ timestamp }) => timestamp.getTime()),
    events: history.events.length,
  };
}

function nameOfEntered(event: object): unknown {
  return 'stateEnteredEventDetails' in event ? Object(event.stateEnteredEventDetails).name : undefined;
}
