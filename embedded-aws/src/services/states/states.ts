import { AwsError } from '../../endpoint/aws-error.ts';
import { refuseViolations } from '../../endpoint/constraints.ts';
import { pageOf } from '../../endpoint/paging.ts';
import type { Operation, Service } from '../../endpoint/service.ts';
import { type JsonObject, parseJson, textAt } from '../../json.ts';
import type { AnyExecution } from '../../workflow/child-execution.ts';
import { DATA_LIMIT_BYTES } from '../../workflow/data-limit.ts';
import { type Execution, NotRedrivableError } from '../../workflow/execution.ts';
import { TaskTokenError } from '../../workflow/task-tokens.ts';
import type { Workflow } from '../../workflow/workflow.ts';
import { describeExecution, describeMetadata, withoutData } from './execution-description.ts';
import { findExecution, findWorkflow } from './find.ts';
import { listing } from './listing.ts';
import { mapRunOperations } from './map-run-operations.ts';
import { enumViolations, pageSize, pageSizeViolations } from './paging-input.ts';

/** The Step Functions API of the stack's state machines. */
export function createStatesService(workflows: Workflow[]): Service {
  const stateMachine = (input: JsonObject) => findWorkflow(workflows, textAt(input, 'stateMachineArn') ?? '');
  const execution = (input: JsonObject) => findExecution(workflows, textAt(input, 'executionArn') ?? '');
  const byStateMachine = (run: Operation['run']): Operation => ({
    resources: (input) => [textAt(input, 'stateMachineArn') ?? '*'],
    run,
  });
  const byExecution = (run: (found: AnyExecution, input: JsonObject) => JsonObject): Operation => ({
    resources: (input) => [textAt(input, 'executionArn') ?? '*'],
    run: (input) => run(execution(input), input),
  });
  // A token names no resource; the policy may say `*` or the state machine.
  const byToken = (run: (token: string, input: JsonObject) => void): Operation => ({
    resources: (input) => [ofToken(workflows, textAt(input, 'taskToken') ?? '').map(({ arn }) => arn)],
    run: (input) => answerToken(() => run(textAt(input, 'taskToken') ?? '', input)),
  });
  const tokensOf = (token: string) => ofToken(workflows, token)[0]?.tokens;
  return {
    name: 'states',
    actionPrefix: 'states',
    errorStatuses: {},
    operations: {
      StartExecution: byStateMachine((input) => startExecution(stateMachine(input), input)),
      ListExecutions: listing(workflows),
      DescribeExecution: byExecution(describe),
      GetExecutionHistory: byExecution(getHistory),
      StopExecution: byExecution(stopExecution),
      RedriveExecution: byExecution(redriveExecution),
      ...mapRunOperations(workflows),
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

function describe(execution: AnyExecution, input: JsonObject): JsonObject {
  refuseViolations(enumViolations(input, 'includedData', ['ALL_DATA', 'METADATA_ONLY']));
  return input['includedData'] === 'METADATA_ONLY' ? describeMetadata(execution) : describeExecution(execution);
}

function getHistory(execution: AnyExecution, input: JsonObject): JsonObject {
  refuseViolations(pageSizeViolations(input));
  const { events: all } = execution.history;
  const events = input['includeExecutionData'] === false ? all.map(withoutData) : all;
  const ordered = input['reverseOrder'] === true ? events.toReversed() : events;
  const { items, ...next } = pageOf(ordered, pageSize(input), textAt(input, 'nextToken'), 'InvalidToken');
  return { events: items, ...next };
}

function stopExecution(execution: AnyExecution, input: JsonObject): JsonObject {
  execution.stop(textAt(input, 'error'), textAt(input, 'cause'));
  return { stopDate: execution.stopDate };
}

const ONLY_BY_MAP_RUN = 'The child workflow execution can only be redriven by its Map Run: redrive the parent workflow';

function redriveExecution(execution: AnyExecution, input: JsonObject): JsonObject {
  if (execution.mapRunArn !== undefined) throw new AwsError('ExecutionNotRedrivable', ONLY_BY_MAP_RUN);
  try {
    return { redriveDate: execution.redrive(textAt(input, 'clientToken')) };
  } catch (error) {
    if (error instanceof NotRedrivableError) throw new AwsError('ExecutionNotRedrivable', error.message);
    throw error;
  }
}

/** The state machine that issued a token, or all of them when none did. */
function ofToken(workflows: Workflow[], token: string): Workflow[] {
  const issuer = workflows.find(({ tokens }) => tokens.knows(token));
  return issuer ? [issuer] : workflows;
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
