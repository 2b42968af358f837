import { type JsonObject, numberAt, textAt } from '../json.ts';
import type { History, Thread } from './history.ts';
import type { StateInfo } from './prepare-definition.ts';
import { integrationOf } from './supported-states.ts';

/** Adds the events that begin a task. A function named by its ARN has event types of its own. */
export function scheduleTask(history: History, info: StateInfo, parameters: JsonObject, thread: Thread): void {
  const resource = textAt(info.definition, 'Resource') ?? '';
  const payload = JSON.stringify(parameters['payload']);
  const integration = integrationOf(resource);
  const timeout = numberAt(parameters, 'timeoutSeconds');
  const limits = timeout === undefined ? {} : { timeoutInSeconds: timeout };
  if (integration === undefined) {
    const lambdaFunctionScheduledEventDetails = { resource, input: payload, ...limits };
    history.add('LambdaFunctionScheduled', { lambdaFunctionScheduledEventDetails }, thread);
    history.add('LambdaFunctionStarted', {}, thread);
    return;
  }
  const target = taskTarget(integration);
  const scheduled = { ...target, region: 'us-east-1', parameters: payload, ...limits };
  history.add('TaskScheduled', { taskScheduledEventDetails: scheduled }, thread);
  history.add('TaskStarted', { taskStartedEventDetails: target }, thread);
}

/** Adds the event that ends an attempt of a task. */
export function endTask(history: History, info: StateInfo, end: TaskEnd, thread: Thread): void {
  const integration = integrationOf(textAt(info.definition, 'Resource') ?? '');
  const prefix = integration === undefined ? 'LambdaFunction' : 'Task';
  const type = `${prefix}${howItEnded(end)}`;
  const details = end.error
    ? { error: end.error.name ?? undefined, cause: end.error.message ?? undefined }
    : { output: JSON.stringify(end.result) };
  const target = integration === undefined ? {} : taskTarget(integration);
  history.add(type, { [`${type[0]?.toLowerCase()}${type.slice(1)}EventDetails`]: { ...target, ...details } }, thread);
}

/** How an attempt ended: with a result, or with an error. */
export interface TaskEnd {
  result?: unknown;
  error?: Error;
}

function howItEnded({ error }: TaskEnd): string {
  if (!error) return 'Succeeded';
  return error.name === 'States.Timeout' || error.name === 'States.HeartbeatTimeout' ? 'TimedOut' : 'Failed';
}

function taskTarget(integration: string): { resourceType: string; resource: string } {
  const [resourceType = '', resource = ''] = integration.split(':');
  return { resourceType, resource };
}
