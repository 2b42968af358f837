import { AwsError } from '../../endpoint/aws-error.ts';
import { refuseViolations, type Violation } from '../../endpoint/constraints.ts';
import { pageOf } from '../../endpoint/paging.ts';
import type { Operation, Service } from '../../endpoint/service.ts';
import { type JsonObject, numberAt, parseJson, textAt } from '../../json.ts';
import { DATA_LIMIT_BYTES } from '../../workflow/data-limit.ts';
import { type Execution, NotRedrivableError } from '../../workflow/execution.ts';
import { TaskTokenError } from '../../workflow/task-tokens.ts';
import type { Workflow } from '../../workflow/workflow.ts';
import { describeExecution, describeMetadata, listedExecution, withoutData } from './execution-description.ts';

const DEFAULT_PAGE_SIZE = 100;
const MOST_PER_PAGE = 1000;

/** The Step Functions API of the stack's state machines. */
export function createStatesService(workflows: Workflow[]): Service {
  const stateMachine = (input: JsonObject) => findWorkflow(workflows, textAt(input, 'stateMachineArn') ?? '');
  const execution = (input: JsonObject) => findExecution(workflows, textAt(input, 'executionArn') ?? '');
  const byStateMachine = (run: Operation['run']): Operation => ({
    resources: (input) => [textAt(input, 'stateMachineArn') ?? '*'],
    run,
  });
  const byExecution = (run: (found: Execution, input: JsonObject) => JsonObject): Operation => ({
    resources: (input) => [textAt(input, 'executionArn') ?? '*'],
    run: (input) => run(execution(input), input),
  });
  // A token names no resource; the policy may say `*` or the state machine.
  const byToken = (run: (token: string, input: JsonObject) => void): Operation => ({
    resources: () => workflows.map(({ arn }) => arn).slice(0, 1),
    run: (input) => answerToken(() => run(textAt(input, 'taskToken') ?? '', input)),
  });
  const tokensOf = (token: string) =>
    workflows.find(({ tokens }) => tokens.knows(token))?.tokens ?? workflows[0]?.tokens;
  return {
    name: 'states',
    actionPrefix: 'states',
    errorStatuses: {},
    operations: {
      StartExecution: byStateMachine((input) => startExecution(stateMachine(input), input)),
      ListExecutions: byStateMachine((input) => listExecutions(stateMachine(input), input)),
      DescribeExecution: byExecution(describe),
      GetExecutionHistory: byExecution(getHistory),
      StopExecution: byExecution(stopExecution),
      RedriveExecution: byExecution(redriveExecution),
      SendTaskSuccess: byToken((token, input) =>
        tokensOf(token)?.succeed(token, limited(textAt(input, 'output') ?? '')),
      ),
      SendTaskFailure: byToken((token, input) =>
        tokensOf(token)?.fail(token, textAt(input, 'error'), textAt(input, 'cause')),
      ),
      SendTaskHeartbeat: byToken((token) => tokensOf(token)?.heartbeat(token)),
    },
  };
}

/**
 * Starts an execution as the API does.
 * @throws AwsError
 */
export function startExecution(workflow: Workflow, input: JsonObject): JsonObject {
  const name = textAt(input, 'name') ?? crypto.randomUUID();
  if (!/^[^\s[\]{}<>?*"#%\\^|~`$&,;:/]{1,80}$/.test(name)) throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
  const parsed = parseJson(limited(textAt(input, 'input') ?? '{}'));
  if (!parsed) throw new AwsError('InvalidExecutionInput', "Invalid State Machine Execution Input: 'not valid JSON'");
  const known = workflow.executions.get(name);
  if (known) return startedAgain(known, parsed.value);
  if (!workflow.mayStart()) throw new AwsError('ThrottlingException', 'Rate exceeded');
  const { arn, startDate } = workflow.start(name, parsed.value);
  return { executionArn: arn, startDate };
}

/** The same name and input while it runs is the same execution; any other use of the name is an error. */
function startedAgain(known: Execution, input: unknown): JsonObject {
  if (known.status === 'RUNNING' && JSON.stringify(known.input) === JSON.stringify(input)) {
    return { executionArn: known.arn, startDate: known.startDate };
  }
  throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${known.arn}'`);
}

function limited(text: string): string {
  if (Buffer.byteLength(text) <= DATA_LIMIT_BYTES) return text;
  throw new AwsError('ValidationException', `Member must have length less than or equal to ${DATA_LIMIT_BYTES}`);
}

function findWorkflow(workflows: Workflow[], arn: string): Workflow {
  if (!/^arn:aws:states:[\w-]+:\d{12}:stateMachine:/.test(arn))
    throw new AwsError('InvalidArn', `Invalid Arn: '${arn}'`);
  const workflow = workflows.find((candidate) => candidate.arn === arn);
  if (!workflow) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  return workflow;
}

function findExecution(workflows: Workflow[], arn: string): Execution {
  const [, stateMachine, name = ''] = /^arn:aws:states:[\w-]+:\d{12}:execution:([^:]+):(.+)$/.exec(arn) ?? [];
  if (!stateMachine) throw new AwsError('InvalidArn', `Invalid Arn: '${arn}'`);
  const execution = workflows.find((candidate) => candidate.name === stateMachine)?.executions.get(name);
  if (!execution) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  return execution;
}

function listExecutions(workflow: Workflow, input: JsonObject): JsonObject {
  refuseViolations([
    ...pageSizeViolations(input),
    ...enumViolations(input, 'statusFilter', STATUSES),
    ...enumViolations(input, 'redriveFilter', REDRIVE_FILTERS),
  ]);
  const { statusFilter, redriveFilter } = input;
  const redriveStatus = ({ redrives }: Execution) => (redrives.length > 0 ? 'REDRIVEN' : 'NOT_REDRIVEN');
  const executions = [...workflow.executions.values()]
    .reverse()
    .filter(({ status }) => statusFilter === undefined || status === statusFilter)
    .filter((execution) => redriveFilter === undefined || redriveStatus(execution) === redriveFilter);
  const { items, ...next } = pageOf(executions, pageSize(input), textAt(input, 'nextToken'), 'InvalidToken');
  return { executions: items.map(listedExecution), ...next };
}

function describe(execution: Execution, input: JsonObject): JsonObject {
  refuseViolations(enumViolations(input, 'includedData', ['ALL_DATA', 'METADATA_ONLY']));
  return input['includedData'] === 'METADATA_ONLY' ? describeMetadata(execution) : describeExecution(execution);
}

function getHistory(execution: Execution, input: JsonObject): JsonObject {
  refuseViolations(pageSizeViolations(input));
  const { events: all } = execution.history;
  const events = input['includeExecutionData'] === false ? all.map(withoutData) : all;
  const ordered = input['reverseOrder'] === true ? events.toReversed() : events;
  const { items, ...next } = pageOf(ordered, pageSize(input), textAt(input, 'nextToken'), 'InvalidToken');
  return { events: items, ...next };
}

const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'];
const REDRIVE_FILTERS = ['REDRIVEN', 'NOT_REDRIVEN'];

function pageSizeViolations({ maxResults }: JsonObject): Violation[] {
  if (typeof maxResults !== 'number' || (maxResults >= 0 && maxResults <= MOST_PER_PAGE)) return [];
  const [bound, limit] = maxResults < 0 ? ['greater', 0] : ['less', MOST_PER_PAGE];
  const constraint = `Member must have value ${bound} than or equal to ${limit}`;
  return [{ value: String(maxResults), place: 'maxResults', constraint }];
}

function enumViolations(input: JsonObject, place: string, values: string[]): Violation[] {
  const value = input[place];
  if (value === undefined || values.includes(String(value))) return [];
  return [{ value: String(value), place, constraint: `Member must satisfy enum value set: [${values.join(', ')}]` }];
}

function pageSize(input: JsonObject): number {
  return numberAt(input, 'maxResults') || DEFAULT_PAGE_SIZE;
}

function stopExecution(execution: Execution, input: JsonObject): JsonObject {
  execution.stop(textAt(input, 'error'), textAt(input, 'cause'));
  return { stopDate: execution.stopDate };
}

function redriveExecution(execution: Execution, input: JsonObject): JsonObject {
  try {
    return { redriveDate: execution.redrive(textAt(input, 'clientToken')) };
  } catch (error) {
    if (error instanceof NotRedrivableError) throw new AwsError('ExecutionNotRedrivable', error.message);
    throw error;
  }
}

function answerToken(answer: () => void): JsonObject {
  try {
    answer();
    return {};
  } catch (error) {
    if (error instanceof TaskTokenError) throw new AwsError(error.name, error.message);
    throw error;
  }
}
