import { StateMachine } from 'aws-local-stepfunctions';
import type { JsonObject } from '../json.ts';
import type { RunTask } from './attempt.ts';
import { Execution } from './execution.ts';
import { Gate } from './gate.ts';
import { prepareDefinition } from './prepare-definition.ts';
import { TaskTokens } from './task-tokens.ts';

export interface WorkflowOptions {
  /** The definition in the Amazon States Language (JSONPath), with its substitutions. */
  definition: JsonObject;
  /** Does the work of the Task states. Its errors fail the task under their `name`. */
  runTask: RunTask;
  /** Limits the running tasks of several state machines. Default: no limit. */
  gate?: Gate;
  /** Multiplies retry intervals, waits and timeouts. Default 1. */
  timeScale?: number;
  /** The timeout of a task is never less than this in real milliseconds, whatever the scale. Default 0. */
  shortestTaskTimeoutMs?: number;
  /** Default `state-machine`. */
  name?: string;
  /** Default: one of the management account. */
  arn?: string;
  roleArn?: string;
  /** Called when an execution has started, has ended or is redriven. */
  onStatusChange?: (execution: Execution) => void;
}

/** A state machine that runs in this process. */
export interface Workflow {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly definition: JsonObject;
  readonly tokens: TaskTokens;
  /** Every execution, by its name. */
  readonly executions: ReadonlyMap<string, Execution>;
  /** Starts an execution; the input is any JSON value. Wait for its end with `execution.ended`. */
  start(name: string, input: unknown): Execution;
  sendTaskSuccess(token: string, output: string): void;
  sendTaskFailure(token: string, error?: string, cause?: string): void;
  sendTaskHeartbeat(token: string): void;
}

/**
 * Makes a state machine of a definition.
 * @throws Error for an invalid definition
 * @throws UnsupportedDefinitionError for one that the engine can't run as AWS does
 */
export function createWorkflow(options: WorkflowOptions): Workflow {
  const { definition, runTask, timeScale = 1, name = 'state-machine', onStatusChange = () => {} } = options;
  validate(definition);
  const arn = options.arn ?? `arn:aws:states:us-east-1:111111111111:stateMachine:${name}`;
  const roleArn = options.roleArn ?? 'arn:aws:iam::111111111111:role/state-machine';
  const tokens = new TaskTokens();
  const executions = new Map<string, Execution>();
  const timeoutSeconds = definition['TimeoutSeconds'];
  const settings = {
    stateMachine: { name, arn, roleArn },
    prepared: prepareDefinition(definition, timeScale),
    timeoutSeconds: typeof timeoutSeconds === 'number' ? timeoutSeconds : undefined,
    tokens,
    runTask,
    gate: options.gate ?? new Gate(Number.POSITIVE_INFINITY),
    timeScale,
    shortestTaskTimeoutMs: options.shortestTaskTimeoutMs ?? 0,
  };
  const start = (executionName: string, input: unknown) => {
    const executionArn = `${arn.replace(':stateMachine:', ':execution:')}:${executionName}`;
    const execution = new Execution(executionName, executionArn, input, settings, onStatusChange);
    executions.set(executionName, execution);
    return execution;
  };
  return {
    name,
    arn,
    roleArn,
    definition,
    tokens,
    executions,
    start,
    sendTaskSuccess: (token, output) => tokens.succeed(token, output),
    sendTaskFailure: (token, error, cause) => tokens.fail(token, error, cause),
    sendTaskHeartbeat: (token) => tokens.heartbeat(token),
  };
}

/** Valid definitions: the check takes longer than most executions. */
const valid = new Set<string>();

/** The engine checks a definition whenever it makes a machine from it, and can't reuse a machine. */
function validate(definition: JsonObject): void {
  const text = JSON.stringify(definition);
  if (valid.has(text)) return;
  const { StartAt, States } = definition;
  if (typeof StartAt !== 'string' || typeof States !== 'object')
    throw new Error('the definition has no StartAt or States');
  Reflect.construct(StateMachine, [definition, { validationOptions: { checkArn: false } }]);
  valid.add(text);
}
