import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { Settings } from '../settings.ts';
import { call } from './call.ts';
import type { Caller } from './caller.ts';

/** An execution of the workflow: it works on a request, or has ended with what its output tells. */
export interface RequestExecution {
  isRunning: boolean;
  /** The status of the request, of an execution that has one to tell. */
  status?: string;
  /** Why the request is INVALID. */
  reasons?: string[];
  /** Name and cause of the error of an execution that failed. */
  error?: string;
}

/** Looks at executions, which tell of a request that has no record. */
export interface Executions {
  /** The newest execution of the last minutes that was started for this requestId. */
  findExecution(requestId: string, now: Date): Promise<RequestExecution | undefined>;
  readExecution(executionArn: string): Promise<RequestExecution>;
}

interface Described {
  requestId: unknown;
  execution: RequestExecution;
}

const RECENT_MILLISECONDS = 15 * 60_000;
const EXECUTIONS = 100;

/** DescribeExecution has a quota for all callers of the account. */
const AT_ONCE = 5;
const ATTEMPTS = 10;

/** The executions of the stage's state machine. */
export function connectExecutions({ client, serviceName }: Settings, readCaller: () => Promise<Caller>): Executions {
  const stepFunctions = new SFNClient({ ...client, maxAttempts: ATTEMPTS });
  /** What executions were started for: that never changes, so each is asked once. */
  const requestIds = new Map<string, unknown>();

  const describe = async (executionArn: string): Promise<Described> => {
    const described = await describeExecution(stepFunctions, executionArn);
    requestIds.set(executionArn, described.requestId);
    return described;
  };

  return {
    readExecution: async (executionArn) => (await describe(executionArn)).execution,
    async findExecution(requestId, now) {
      const recent = await listRecent(stepFunctions, stateMachineArn(serviceName, await readCaller()), now);
      const possible = recent.filter((arn) => !requestIds.has(arn) || requestIds.get(arn) === requestId);
      for (let first = 0; first < possible.length; first += AT_ONCE) {
        const described = await Promise.all(possible.slice(first, first + AT_ONCE).map(describe));
        const found = described.find((each) => each.requestId === requestId);
        if (found) return found.execution;
      }
      return undefined;
    },
  };
}

function stateMachineArn(serviceName: string, { partition, region, accountId }: Caller): string {
  return `arn:${partition}:states:${region}:${accountId}:stateMachine:${serviceName}-change-request`;
}

/** ARNs of the executions that began lately, newest first. */
async function listRecent(stepFunctions: SFNClient, machineArn: string, now: Date): Promise<string[]> {
  const { executions = [] } = await call('states:ListExecutions', () =>
    stepFunctions.send(new ListExecutionsCommand({ stateMachineArn: machineArn, maxResults: EXECUTIONS })),
  );
  const since = now.getTime() - RECENT_MILLISECONDS;
  return executions.flatMap(({ executionArn, startDate }) =>
    executionArn !== undefined && startDate && startDate.getTime() > since ? executionArn : [],
  );
}

async function describeExecution(stepFunctions: SFNClient, executionArn: string): Promise<Described> {
  const { status, input, output, error, cause } = await call('states:DescribeExecution', () =>
    stepFunctions.send(new DescribeExecutionCommand({ executionArn })),
  );
  const isRunning = status === 'RUNNING';
  const told = isRunning ? {} : { ...toldBy(output), ...(error && { error: `${error}: ${cause ?? ''}` }) };
  return { requestId: fieldOf(fieldOf(parsed(input), 'detail'), 'requestId'), execution: { isRunning, ...told } };
}

function toldBy(output: string | undefined): Pick<RequestExecution, 'status' | 'reasons'> {
  const told = parsed(output);
  const status = fieldOf(told, 'status');
  const reasons = fieldOf(told, 'reasons');
  return {
    ...(typeof status === 'string' && { status }),
    ...(Array.isArray(reasons) && { reasons: reasons.map(String) }),
  };
}

function parsed(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? 'null');
  } catch {
    return undefined;
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
