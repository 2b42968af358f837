import { DescribeExecutionCommand, paginateListExecutions } from '@aws-sdk/client-sfn';
import { isObject, parseJson, textAt } from 'embedded-aws/json.ts';
import { inParallel } from './in-parallel.ts';
import type { World } from './world.ts';

/** An execution that was started by an event, and how far it is. */
export interface SeenExecution {
  /** Of the event. */
  eventId: string;
  /** Of the request that the event makes, if it says so. */
  requestId: string | undefined;
  /** The status of its request; that of the execution while there is none. */
  status: string;
  isRunning: boolean;
}

/** Every execution of the workflow. */
export async function readExecutions({ user, stack }: World): Promise<SeenExecution[]> {
  const { stateMachineArn } = stack.current.health;
  const pages = paginateListExecutions({ client: user.stepFunctions }, { stateMachineArn, maxResults: 1000 });
  const listed = (await Array.fromAsync(pages)).flatMap(({ executions }) => executions ?? []);
  const seen: SeenExecution[] = [];
  await inParallel(listed, async ({ executionArn }) => {
    const { input, output, status } = await user.stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
    const [event, ended] = [input, output].map(objectIn);
    const detail = event?.['detail'];
    seen.push({
      eventId: textAt(event ?? {}, 'id') ?? '',
      requestId: isObject(detail) ? textAt(detail, 'requestId') : undefined,
      status: textAt(ended ?? {}, 'status') ?? status ?? '',
      isRunning: status === 'RUNNING',
    });
  });
  return seen;
}

function objectIn(text: string | undefined) {
  const value = text === undefined ? undefined : parseJson(text)?.value;
  return isObject(value) ? value : undefined;
}
