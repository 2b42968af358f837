import { type JsonObject, numberAt, objectAt, textAt } from '../json.ts';
import { integrationOf } from './supported-states.ts';
import { errorDetails, TaskTimeoutError, type WorkflowError } from './workflow-error.ts';

/** What a task calls, and how its events tell of it. A function named by its ARN has event types of its own. */
export class TaskTarget {
  /** A function's ARN, or that of an integration. */
  readonly resource: string;
  /** For example `lambda:invoke`; nothing for a function's ARN. */
  readonly integration: string | undefined;

  constructor(fields: JsonObject) {
    this.resource = textAt(fields, 'Resource') ?? '';
    this.integration = integrationOf(this.resource);
  }

  get waitsForToken(): boolean {
    return this.integration?.endsWith('.waitForTaskToken') === true;
  }

  /** Whether a function's time is the task's, because it isn't a person who answers. */
  get isFunction(): boolean {
    return !this.waitsForToken && this.subject !== 'sqs';
  }

  /** Whether the payload names the function and what it gets. */
  get isInvocation(): boolean {
    return this.integration?.startsWith('lambda:invoke') === true;
  }

  /** Whom errors about the size of data name. */
  get subject(): string {
    return this.integration === undefined ? this.resource : this.#named().resourceType;
  }

  /** The event of a task that is scheduled. */
  scheduled(payload: unknown, limits: TaskLimits): [string, JsonObject] {
    const input = JSON.stringify(payload);
    const { timeoutSeconds: timeoutInSeconds, heartbeatSeconds: heartbeatInSeconds } = limits;
    const timeout = timeoutInSeconds === undefined ? {} : { timeoutInSeconds };
    if (this.integration === undefined) {
      const details = { resource: this.resource, input, inputDetails: { truncated: false }, ...timeout };
      return ['LambdaFunctionScheduled', { lambdaFunctionScheduledEventDetails: details }];
    }
    const heartbeat = heartbeatInSeconds === undefined ? {} : { heartbeatInSeconds };
    const details = { ...this.#named(), region: 'us-east-1', parameters: input, ...timeout, ...heartbeat };
    return ['TaskScheduled', { taskScheduledEventDetails: details }];
  }

  /** The event of a task that is started. */
  started(): [string, JsonObject] {
    if (this.integration === undefined) return ['LambdaFunctionStarted', {}];
    return ['TaskStarted', { taskStartedEventDetails: this.#named() }];
  }

  /** The event of a task whose service has answered, and which waits for its token. */
  submitted(output: unknown): [string, JsonObject] {
    return ['TaskSubmitted', { taskSubmittedEventDetails: { ...this.#named(), ...outputDetails(output) } }];
  }

  succeeded(output: unknown): [string, JsonObject] {
    return this.#end('Succeeded', outputDetails(output));
  }

  failed(error: WorkflowError): [string, JsonObject] {
    return this.#end(error instanceof TaskTimeoutError ? 'TimedOut' : 'Failed', errorDetails(error));
  }

  #end(how: string, details: JsonObject): [string, JsonObject] {
    const prefix = this.integration === undefined ? 'lambdaFunction' : 'task';
    const target = this.integration === undefined ? {} : this.#named();
    const type = `${prefix[0]?.toUpperCase()}${prefix.slice(1)}${how}`;
    return [type, { [`${prefix}${how}EventDetails`]: { ...target, ...details } }];
  }

  #named(): { resourceType: string; resource: string } {
    const [resourceType = '', resource = ''] = this.integration?.split(':') ?? [];
    return { resourceType, resource };
  }
}

/** A task's time limits, in seconds. */
export interface TaskLimits {
  timeoutSeconds: number | undefined;
  heartbeatSeconds: number | undefined;
}

/** The limits among evaluated parameters. */
export function limitsIn(parameters: JsonObject): TaskLimits {
  return {
    timeoutSeconds: numberAt(parameters, 'timeoutSeconds'),
    heartbeatSeconds: numberAt(parameters, 'heartbeatSeconds'),
  };
}

/** The limits in an event of a task that was scheduled. */
export function limitsOf(event: JsonObject): TaskLimits {
  const details = {
    ...objectAt(event, 'taskScheduledEventDetails'),
    ...objectAt(event, 'lambdaFunctionScheduledEventDetails'),
  };
  return {
    timeoutSeconds: numberAt(details, 'timeoutInSeconds'),
    heartbeatSeconds: numberAt(details, 'heartbeatInSeconds'),
  };
}

function outputDetails(output: unknown): JsonObject {
  return { output: JSON.stringify(output), outputDetails: { truncated: false } };
}
