import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DescribeExecutionCommand, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { stateMachineArn } from '../target/target.ts';
import { until } from '../wait.ts';
import type { ContactFields } from './contact.ts';
import type { Context } from './context.ts';

/** A request whose execution runs. */
export interface Request {
  requestId: string;
  executionArn: string;
}

/** Outside every mail domain that a policy could allow, so the service mails nobody about it. */
const REQUESTER = 'smoke@requester.invalid';

const EXECUTIONS = 20;

/** The requestId of a step. */
export function requestIdOf({ runId }: Context, step: string): string {
  return `smoke-${runId}-${step}`;
}

/** The detail of an event that asks for a change of the contact, or for its removal. */
export function changeRequest(context: Context, step: string, contact: ContactFields | undefined) {
  const { accountId, type } = context.sandbox;
  const change = { accountId, alternateContactType: type };
  return {
    requestId: requestIdOf(context, step),
    requestedBy: REQUESTER,
    reason: 'A smoke run of the service',
    changes: [contact ? { ...change, action: 'PUT', contact } : { ...change, action: 'DELETE' }],
  };
}

/** Puts a request on the bus, records the answer, and finds the execution that it starts. */
export async function sendRequest(context: Context, detail: ReturnType<typeof changeRequest>): Promise<Request> {
  const { target, record } = context;
  const before = await listedExecutions(context);
  const { events } = target.clients;
  const { serviceName: EventBusName } = target;
  const entry = {
    EventBusName,
    Source: 'alternate-contacts',
    DetailType: 'Alternate Contact Change Requested',
    Detail: JSON.stringify({ ...detail, source: { system: 'smoke' } }),
  };
  await record.call('events:PutEvents', () => events.send(new PutEventsCommand({ Entries: [entry] })));
  return findRequest(context, detail.requestId, before);
}

/** Finds the execution that works on a request. @param besides executions that are not meant */
export async function findRequest(context: Context, requestId: string, besides: string[] = []): Promise<Request> {
  const { signal, target } = context;
  const seen = new Set(besides);
  const executionArn = await until(`execution for ${requestId}`, { signal }, async () => {
    for (const arn of await listedExecutions(context)) {
      if (seen.has(arn)) continue;
      const { input } = await target.clients.states.send(new DescribeExecutionCommand({ executionArn: arn }));
      if (input?.includes(`"${requestId}"`)) return arn;
      seen.add(arn);
    }
    return undefined;
  });
  return { requestId, executionArn };
}

/** The ARNs of the newest executions, newest first. */
export async function listedExecutions({ target }: Context): Promise<string[]> {
  const command = new ListExecutionsCommand({ stateMachineArn: stateMachineArn(target), maxResults: EXECUTIONS });
  const { executions = [] } = await target.clients.states.send(command);
  return executions.flatMap(({ executionArn }) => executionArn ?? []);
}
