import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeExecutionCommand, ExecutionDoesNotExist, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { type Sweep, sweepOf } from '../../functions/domain/inventory/sweep.ts';
import { AwsCallError } from '../errors.ts';
import { call } from './call.ts';
import type { Caller } from './caller.ts';
import type { Settings } from './settings.ts';

/** The execution of a sweep. */
export interface SweepExecution {
  /** Such as RUNNING, SUCCEEDED, FAILED or ABORTED. */
  status: string;
  /** Name and cause of the error of one that failed. */
  error?: string;
}

/** Starts sweeps of the organization, and reads how far they are. */
export interface Sweeps {
  /** The latest sweep, under way or ended; none before the first. */
  readSweep(): Promise<Sweep | undefined>;
  /** Starts a sweep. If one is under way, that of this name ends at once. */
  startSweep(sweepId: string): Promise<void>;
  /** `undefined` once AWS has forgotten it, after 90 days. */
  describeSweep(sweepId: string): Promise<SweepExecution | undefined>;
}

export function connectSweeps({ client, serviceName }: Settings, readCaller: () => Promise<Caller>): Sweeps {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(client));
  const stepFunctions = new SFNClient(client);
  const arnOf = async (kind: 'stateMachine' | 'execution', name = '') => {
    const { partition, region, accountId } = await readCaller();
    return `arn:${partition}:states:${region}:${accountId}:${kind}:${serviceName}-sweep${name}`;
  };
  return {
    async readSweep() {
      const command = new GetCommand({ TableName: serviceName, Key: { pk: 'SWEEP#current' }, ConsistentRead: true });
      return sweepOf((await call('dynamodb:GetItem', () => table.send(command))).Item);
    },

    async startSweep(name) {
      const command = new StartExecutionCommand({ stateMachineArn: await arnOf('stateMachine'), name, input: '{}' });
      await call('states:StartExecution', () => stepFunctions.send(command));
    },

    async describeSweep(name) {
      const command = new DescribeExecutionCommand({ executionArn: await arnOf('execution', `:${name}`) });
      try {
        const { status = '', error, cause } = await call('states:DescribeExecution', () => stepFunctions.send(command));
        return { status, ...(error && { error: [error, cause].filter(Boolean).join(': ') }) };
      } catch (error) {
        if (error instanceof AwsCallError && error.cause instanceof ExecutionDoesNotExist) return undefined;
        throw error;
      }
    },
  };
}
