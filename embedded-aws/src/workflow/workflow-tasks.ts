import type { Faults } from '../endpoint/faults.ts';
import type { Access } from '../iam/access.ts';
import { isObject, objectAt } from '../json.ts';
import { FunctionInvocationError, type Invoke } from '../lambda/invoker.ts';
import type { Queues } from '../services/sqs/queues.ts';
import type { StackAccount } from '../stack-account.ts';
import type { RunTask } from './attempt.ts';
import { WorkflowError } from './workflow-error.ts';

export interface WorkflowTasksOptions {
  account: StackAccount;
  invoke: Invoke;
  queues: Queues;
  access: Access;
  /** A fault of the operation `Invoke` fails an invocation under its name, for example `Lambda.ServiceException`. */
  faults: Faults;
  /** The state machine's role. */
  roleArn: string;
}

/** Runs a state machine's tasks with the stack's functions and queues. */
export function createWorkflowTasks(options: WorkflowTasksOptions): RunTask {
  const { account, invoke, queues, access, faults, roleArn } = options;
  const sendMessage = (payload: unknown) => {
    const input = isObject(payload) ? payload : {};
    const { QueueUrl, MessageBody } = input;
    const queue = String(QueueUrl);
    access.checkRole(roleArn, 'state-machine', 'sqs:SendMessage', [account.arn('sqs', queue.split('/').at(-1) ?? '')]);
    const body = typeof MessageBody === 'string' ? MessageBody : JSON.stringify(MessageBody);
    return queues.send(queue, body, objectAt(input, 'MessageAttributes'));
  };
  const invokeFunction = async (functionName: string, payload: unknown) => {
    checkInvocation(options, functionName);
    const fault = faults.take('Invoke', payload);
    if (fault?.error) throw new WorkflowError(fault.error, `${fault.error} was injected`);
    try {
      return await invoke(functionName, payload);
    } catch (error) {
      throw error instanceof FunctionInvocationError ? new WorkflowError(error.name, error.report) : error;
    }
  };
  return async (resource, payload) =>
    resource.endsWith(':::sqs:sendMessage') ? sendMessage(payload) : invokeFunction(resource, payload);
}

function checkInvocation({ account, access, roleArn }: WorkflowTasksOptions, functionName: string): void {
  const functionArn = functionName.startsWith('arn:')
    ? functionName
    : account.arn('lambda', `function:${functionName}`);
  try {
    access.checkRole(roleArn, 'state-machine', 'lambda:InvokeFunction', [functionArn]);
  } catch (error) {
    throw new WorkflowError('Lambda.AWSLambdaException', error instanceof Error ? error.message : String(error));
  }
}
