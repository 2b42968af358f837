import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { TestStack } from './stack.ts';

const SERVICE = 'alternate-contacts-local';
const PLACE = 'us-east-1:111111111111';

/** What `contacts dead-letters list --json` prints of one. */
export interface DeadLetterEntry {
  id: string;
  subject: { requestId?: string };
  error: { code: string };
}

/** A message, and the attributes that its sender gives it. */
export interface LeftMessage {
  body: object;
  attributes: Record<string, string>;
}

/** Leaves messages in the dead-letter queue, as AWS does when it has given up. */
export async function leaveLetters({ client }: TestStack, messages: LeftMessage[]): Promise<void> {
  const sqs = new SQSClient(client);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: `${SERVICE}-dead-letters` }));
  for (const { body, attributes } of messages) {
    const MessageAttributes = Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
    );
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(body), MessageAttributes }));
  }
}

/** What Lambda leaves of an event that a function could not handle. */
export function unhandled(functionName: string, requestPayload: object): LeftMessage {
  const functionArn = `arn:aws:lambda:${PLACE}:function:${SERVICE}-${functionName}:$LATEST`;
  const requestContext = {
    requestId: 'e4b46cbf',
    functionArn,
    condition: 'RetriesExhausted',
    approximateInvokeCount: 3,
  };
  const responsePayload = { errorType: 'ServiceUnavailableError', errorMessage: 'DynamoDB answered 503' };
  return { body: { version: '1.0', requestContext, requestPayload, responsePayload }, attributes: {} };
}

/** What EventBridge leaves of a comment that Jira did not take. */
export function refusedComment(event: object): LeftMessage {
  const name = `${SERVICE}-tickets-jira`;
  return {
    body: event,
    attributes: {
      RULE_ARN: `arn:aws:events:${PLACE}:rule/${SERVICE}/${name}`,
      TARGET_ARN: `arn:aws:events:${PLACE}:api-destination/${name}/5d1f`,
      ERROR_CODE: 'SDK_CLIENT_ERROR',
      ERROR_MESSAGE: 'The endpoint answered 401',
    },
  };
}

/** What EventBridge leaves of a request that it could not start the workflow with. */
export function undeliveredRequest(event: object): LeftMessage {
  return {
    body: event,
    attributes: {
      RULE_ARN: `arn:aws:events:${PLACE}:rule/${SERVICE}/${SERVICE}-change-requested`,
      TARGET_ARN: `arn:aws:states:${PLACE}:stateMachine:${SERVICE}-change-request`,
      ERROR_CODE: 'NO_PERMISSIONS',
      ERROR_MESSAGE: 'not authorized',
    },
  };
}
