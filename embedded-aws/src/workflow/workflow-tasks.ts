import { AwsError } from '../endpoint/aws-error.ts';
import type { Faults } from '../endpoint/faults.ts';
import type { Access } from '../iam/access.ts';
import { isObject, type JsonObject, objectAt } from '../json.ts';
import { FunctionInvocationError, type Invoke } from '../lambda/invoker.ts';
import type { Queues } from '../services/sqs/queues.ts';
import type { StackAccount } from '../stack-account.ts';
import type { RunTask } from './attempt.ts';
import { serviceError, unreachableError } from './service-error.ts';
import { WorkflowError } from './workflow-error.ts';

export interface WorkflowTasksOptions {
  account: StackAccount;
  invoke: Invoke;
  queues: Queues;
  access: Access;
  /**
   * A fault of the operation `Invoke` or `SendMessage` fails a task under its name, for example `Lambda.ServiceException` or
   * `SQS.AmazonSQSException`.
   */
  faults: Faults;
  /** The state machine's role. */
  roleArn: string;
}

/** Runs a state machine's tasks with the stack's functions and queues. */
export function createWorkflowTasks(options: WorkflowTasksOptions): RunTask {
  return async (resource, payload) => {
    const isMessage = resource.endsWith(':::sqs:sendMessage');
    const fault = options.faults.take(isMessage ? 'SendMessage' : 'Invoke', payload);
    if (fault?.error) throw new WorkflowError(fault.error, `${fault.error} was injected`);
    return isMessage
      ? sendMessage(options, isObject(payload) ? payload : {})
      : invokeFunction(options, resource, payload);
  };
}

function sendMessage({ account, access, queues, roleArn }: WorkflowTasksOptions, input: JsonObject): JsonObject {
  const queue = String(input['QueueUrl']);
  if (!URL.canParse(queue)) throw unreachableError('SQS', queue);
  const { MessageBody = '' } = input;
  const body = typeof MessageBody === 'string' ? MessageBody : JSON.stringify(MessageBody);
  try {
    access.checkRole(roleArn, 'state-machine', 'sqs:SendMessage', [account.arn('sqs', queue.split('/').at(-1) ?? '')]);
    if (body === '') throw new AwsError('MissingParameter', 'The request must contain the parameter MessageBody.');
    return queues.send(queue, body, objectAt(input, 'MessageAttributes'));
  } catch (error) {
    throw serviceError('SQS', error);
  }
}

async function invokeFunction(options: WorkflowTasksOptions, functionName: string, payload: unknown): Promise<unknown> {
  const { account, access, invoke, roleArn } = options;
  const arn = functionName.startsWith('arn:') ? functionName : account.arn('lambda', `function:${functionName}`);
  try {
    access.checkRole(roleArn, 'state-machine', 'lambda:InvokeFunction', [arn]);
  } catch (error) {
    throw serviceError('Lambda', error);
  }
  try {
    return await invoke(functionName, payload);
  } catch (error) {
    if (!(error instanceof FunctionInvocationError)) throw error;
    throw new WorkflowError(error.name, error.isOfService ? error.message : error.report);
  }
}
