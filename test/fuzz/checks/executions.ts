import {
  DescribeExecutionCommand,
  type ExecutionListItem,
  GetExecutionHistoryCommand,
  paginateListExecutions,
  SFNClient,
} from '@aws-sdk/client-sfn';
import type { TestStack } from '../../integration/stack.ts';
import type { Finding } from '../finding.ts';
import { markersIn } from '../marker.ts';

/** How executions fail for reasons that are foreseen: a change fails, or an event that nobody can read is kept. */
const FORESEEN = ['ChangeRequestFailed', 'ChangeRequestPartiallyApplied', 'EventFailed', 'MalformedEventError'];

/** The executions of the workflow. */
export class Executions {
  readonly #client: SFNClient;
  readonly #stateMachineArn: string;

  constructor({ client, health }: TestStack) {
    this.#client = new SFNClient(client);
    this.#stateMachineArn = health.stateMachineArn;
  }

  async list(statusFilter: 'RUNNING' | 'FAILED' | 'TIMED_OUT' | 'ABORTED'): Promise<ExecutionListItem[]> {
    const { stateMachineArn } = { stateMachineArn: this.#stateMachineArn };
    const pages = paginateListExecutions({ client: this.#client }, { stateMachineArn, statusFilter, maxResults: 1000 });
    return (await Array.fromAsync(pages)).flatMap(({ executions = [] }) => executions);
  }

  /** Those that failed for a reason that nobody has foreseen. */
  async findings(): Promise<Finding[]> {
    const ended = [...(await this.list('FAILED')), ...(await this.list('TIMED_OUT')), ...(await this.list('ABORTED'))];
    const findings = await Promise.all(ended.map(({ executionArn }) => this.#findingOf(executionArn ?? '')));
    return findings.flat();
  }

  /** An execution that does not end: where it is, and what it tries again. */
  async stuckFinding(executionArn: string): Promise<Finding> {
    const { input = '' } = await this.#client.send(new DescribeExecutionCommand({ executionArn }));
    const history = new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 100 });
    const { events = [] } = await this.#client.send(history);
    const state = events.find(({ stateEnteredEventDetails }) => stateEnteredEventDetails)?.stateEnteredEventDetails
      ?.name;
    const error = events.find(({ taskFailedEventDetails }) => taskFailedEventDetails)?.taskFailedEventDetails?.error;
    return { kind: 'half-done', index: inputOf(input), what: `the execution stays in ${state}, last error ${error}` };
  }

  async #findingOf(executionArn: string): Promise<Finding[]> {
    const {
      error = '',
      cause = '',
      input = '',
    } = await this.#client.send(new DescribeExecutionCommand({ executionArn }));
    if (FORESEEN.includes(error)) return [];
    return [
      { kind: 'crash', index: inputOf(input), what: `the execution failed with ${error}: ${cause.slice(0, 200)}` },
    ];
  }
}

/** The number of the input that an execution, or a record, is about. */
export function inputOf(text: string): number | undefined {
  const [, named] = /"(?:fuzz|portal|file)-(\d+)/.exec(text) ?? [];
  return named === undefined ? markersIn(text)[0] : Number(named);
}
