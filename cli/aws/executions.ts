import { DescribeExecutionCommand, ExecutionDoesNotExist, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { ContactKey } from '../../schemas/compiled/contact-key.js';
import type { Reason } from '../../schemas/compiled/reason.js';
import { AwsCallError } from '../errors.ts';
import { call } from './call.ts';
import type { Caller } from './caller.ts';
import { contactsIn, type ExecutionOutput, namesIn, readOutput } from './execution-data.ts';
import { type Machine, machineArn } from './machine.ts';
import type { Settings } from './settings.ts';

/** An execution of the workflow, still running or ended with an output or an error. */
export interface RequestExecution {
  isRunning: boolean;
  /** The status of the request, from the output. */
  status?: string;
  /** Why the request is INVALID, from the output. */
  reasons?: Reason[];
  /** Name and cause of the error of an execution that failed. */
  error?: string;
}

/** Reads executions: they are all there is of a request without a record. */
export interface Executions {
  /** The newest execution of the last minutes that was started for the request with this id or key. */
  findExecution(name: string, now: Date): Promise<RequestExecution | undefined>;
  /** The contacts that an execution may have been started for; none once AWS has forgotten it, after 90 days. */
  contactsOfExecution(executionArn: string): Promise<ContactKey[]>;
}

interface Described {
  names: string[];
  execution: RequestExecution;
}

const MACHINES: Machine[] = ['change-request', 'campaign'];

const RECENT_MILLISECONDS = 15 * 60_000;
const EXECUTIONS = 100;

/** The quota of DescribeExecution is shared by all callers in the account. */
const AT_ONCE = 5;
const ATTEMPTS = 10;

export function connectExecutions({ client, serviceName }: Settings, readCaller: () => Promise<Caller>): Executions {
  const stepFunctions = new SFNClient({ ...client, maxAttempts: ATTEMPTS });
  /** Which request an execution is for never changes, so each execution is asked once. */
  const namesOf = new Map<string, string[]>();

  const describe = async (executionArn: string): Promise<Described> => {
    const described = await describeExecution(stepFunctions, executionArn);
    namesOf.set(executionArn, described.names);
    return described;
  };

  return {
    async findExecution(name, now) {
      const caller = await readCaller();
      for (const machine of MACHINES) {
        const recent = await listRecent(stepFunctions, machineArn(serviceName, caller, machine), now);
        const possible = recent.filter((arn) => namesOf.get(arn)?.includes(name) ?? true);
        for (let first = 0; first < possible.length; first += AT_ONCE) {
          const described = await Promise.all(possible.slice(first, first + AT_ONCE).map(describe));
          const found = described.find((each) => each.names.includes(name));
          if (found) return found.execution;
        }
      }
      return undefined;
    },

    async contactsOfExecution(executionArn) {
      try {
        const describing = new DescribeExecutionCommand({ executionArn });
        return contactsIn((await call('states:DescribeExecution', () => stepFunctions.send(describing))).input);
      } catch (error) {
        if (error instanceof AwsCallError && error.cause instanceof ExecutionDoesNotExist) return [];
        throw error;
      }
    },
  };
}

/** ARNs of the latest executions, newest first. */
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
  const ended: ExecutionOutput & { error?: string } = isRunning
    ? {}
    : { ...readOutput(output), ...(error && { error: `${error}: ${cause ?? ''}` }) };
  return { names: namesIn(input), execution: { isRunning, ...ended } };
}
