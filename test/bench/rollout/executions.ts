import { type HistoryEvent, paginateGetExecutionHistory, paginateListExecutions } from '@aws-sdk/client-sfn';
import type { Requester } from '../../integration/requester.ts';
import type { TestStack } from '../../integration/stack.ts';
import { inParallel } from '../soak/in-parallel.ts';
import { firstExit, type HistoryTally, sumTallies, tallyHistory } from './history-tally.ts';

/** What executions have used; and when the first of them started and was approved, in milliseconds since 1970. */
export interface ReadExecutions {
  tally: HistoryTally;
  startedAt: number;
  decidedAt: number;
}

/**
 * Reads the executions that have started at `since` or later, by the stack's clock.
 * @param decidingState when an execution leaves it, its changes may be applied
 */
export async function readExecutions(
  stack: TestStack,
  { stepFunctions: client }: Requester,
  { since, decidingState }: { since: number; decidingState: string },
): Promise<ReadExecutions> {
  const { stateMachineArn } = stack.health;
  const pages = paginateListExecutions({ client }, { stateMachineArn, maxResults: 1000 });
  const listed = (await Array.fromAsync(pages)).flatMap(({ executions }) => executions ?? []);
  // An execution's start is told in whole milliseconds.
  const own = listed.filter(({ startDate }) => Number(startDate) >= Math.floor(since));
  const startedAt = Math.min(...own.map(({ startDate }) => Number(startDate)));
  const tallies: HistoryTally[] = [];
  let decidedAt = Number.POSITIVE_INFINITY;
  await inParallel(own, async ({ executionArn = '' }) => {
    const history = await readHistory(client, executionArn);
    tallies.push(tallyHistory(history));
    decidedAt = Math.min(decidedAt, firstExit(history, decidingState));
  });
  return { tally: sumTallies(tallies), startedAt, decidedAt };
}

async function readHistory(client: Requester['stepFunctions'], executionArn: string): Promise<HistoryEvent[]> {
  const pages = paginateGetExecutionHistory(
    { client },
    { executionArn, maxResults: 1000, includeExecutionData: false },
  );
  return (await Array.fromAsync(pages)).flatMap(({ events }) => events ?? []);
}
