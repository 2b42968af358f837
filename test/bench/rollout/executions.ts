import { paginateListExecutions } from '@aws-sdk/client-sfn';
import type { Requester } from '../../integration/requester.ts';
import type { TestStack } from '../../integration/stack.ts';
import { type HistoryTally, tallyHistory } from './history-tally.ts';

/** How an execution ended, and what it has used. */
export interface EndedExecution {
  requestId: string;
  /** The request's status, or the execution's when it has no output. */
  status: string;
  endedAt: number;
  tally: HistoryTally;
}

/** How many histories to read at a time. */
const READERS = 8;

/** Every execution that started at `since` or later and has ended. */
export async function endedExecutions(stack: TestStack, user: Requester, since: number): Promise<EndedExecution[]> {
  const { stateMachineArn } = stack.health;
  const pages = paginateListExecutions({ client: user.stepFunctions }, { stateMachineArn, maxResults: 1000 });
  const listed = (await Array.fromAsync(pages)).flatMap(({ executions }) => executions ?? []);
  const left = listed.filter(({ startDate, stopDate }) => stopDate && Number(startDate) >= since);
  const ended: EndedExecution[] = [];
  const readAll = async () => {
    for (let next = left.pop(); next; next = left.pop()) {
      const history = await user.history(next.executionArn ?? '');
      const output = history.at(-1)?.executionSucceededEventDetails?.output;
      const { requestId = '', status = next.status } = Object(JSON.parse(output ?? '{}'));
      ended.push({ requestId, status, endedAt: Number(next.stopDate), tally: tallyHistory(history) });
    }
  };
  await Promise.all(Array.from({ length: READERS }, readAll));
  return ended;
}
