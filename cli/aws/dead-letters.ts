import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { EVENT_SOURCE } from '../../functions/domain/request/event-source.ts';
import { AwsCallError, RefusedError } from '../errors.ts';
import { call } from './call.ts';
import type { Caller } from './caller.ts';
import { connectQueue, type DeadLetterQueue } from './dead-letter-queue.ts';
import { type Machine, machineArn } from './machine.ts';
import { asOperator } from './operator.ts';
import type { Settings } from './settings.ts';

/** Looks after dead letters: everything but the forwarder's queue is reached with a role of the service. */
export interface DeadLetters {
  /** The queue of the service, or the one of its forwarder in the management account. */
  deadLetterQueue(whose: 'service' | 'forwarder'): DeadLetterQueue;
  /** Starts a state machine with an event, as JSON; `false` if it was started under this name before. */
  startWorkflow(machine: Machine, name: string, event: string): Promise<boolean>;
  /** Invokes a function of the service, and waits for it. @throws RefusedError when the function fails */
  invokeFunction(functionName: string, payload: string): Promise<void>;
  /** Puts an event of the service on its bus. @throws RefusedError when EventBridge refuses it */
  putEvent(detailType: string, detail: object): Promise<void>;
  /** Why an execution failed; nothing if AWS has forgotten it. */
  causeOf(executionArn: string): Promise<string | undefined>;
}

export function connectDeadLetters(settings: Settings, readCaller: () => Promise<Caller>): DeadLetters {
  const { serviceName } = settings;
  const operator = asOperator(settings, readCaller);
  const stepFunctions = new SFNClient(operator.client);
  const lambda = new LambdaClient(operator.client);
  const eventBridge = new EventBridgeClient(operator.client);
  return {
    deadLetterQueue: (whose) =>
      whose === 'service'
        ? connectQueue(operator, `${serviceName}-dead-letters`)
        : connectQueue(settings, `${serviceName}-forwarder-dead-letters`),

    async startWorkflow(machine, name, input) {
      const stateMachineArn = machineArn(serviceName, await readCaller(), machine);
      return start(stepFunctions, { stateMachineArn, name, input });
    },

    async invokeFunction(FunctionName, payload) {
      const command = new InvokeCommand({ FunctionName, Payload: Buffer.from(payload) });
      const { FunctionError, Payload } = await call('lambda:InvokeFunction', () => lambda.send(command));
      if (FunctionError) throw new RefusedError(`the function failed: ${Buffer.from(Payload ?? []).toString()}`);
    },

    async putEvent(DetailType, detail) {
      const entry = { EventBusName: serviceName, Source: EVENT_SOURCE, DetailType, Detail: JSON.stringify(detail) };
      const command = new PutEventsCommand({ Entries: [entry] });
      const { Entries = [] } = await call('events:PutEvents', () => eventBridge.send(command));
      const [refused] = Entries.filter(({ ErrorCode }) => ErrorCode);
      if (refused) throw new RefusedError(`EventBridge refused it: ${refused.ErrorCode}: ${refused.ErrorMessage}`);
    },

    causeOf: (executionArn) => readCause(stepFunctions, executionArn),
  };
}

async function start(
  stepFunctions: SFNClient,
  input: { stateMachineArn: string; name: string; input: string },
): Promise<boolean> {
  try {
    await call('states:StartExecution', () => stepFunctions.send(new StartExecutionCommand(input)));
    return true;
  } catch (error) {
    if (error instanceof AwsCallError && error.cause instanceof ExecutionAlreadyExists) return false;
    throw error;
  }
}

async function readCause(stepFunctions: SFNClient, executionArn: string): Promise<string | undefined> {
  try {
    const command = new DescribeExecutionCommand({ executionArn });
    return (await call('states:DescribeExecution', () => stepFunctions.send(command))).cause;
  } catch (error) {
    if (error instanceof AwsCallError && error.cause instanceof ExecutionDoesNotExist) return undefined;
    throw error;
  }
}
