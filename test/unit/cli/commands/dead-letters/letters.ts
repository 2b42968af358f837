import type { QueueMessage } from '../../../../../cli/aws/dead-letter-queue.ts';
import createAccountResult from '../../../../fixtures/organization/create-account-result.json' with { type: 'json' };
import { NOW } from '../../run-cli.ts';

const PLACE = 'us-east-1:111111111111';
const RULES = `arn:aws:events:${PLACE}:rule`;
const TICKETS = `arn:aws:events:${PLACE}:api-destination/alternate-contacts-dev-tickets`;

/** A letter with an id like `<number>aaaaaaa-…`, of as many hours ago. */
function message(number: number, body: unknown, attributes: Record<string, string> = {}): QueueMessage {
  const id = `${number}aaaaaaa-1111-4222-8333-444444444444`;
  return {
    id,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes,
    sentAt: new Date(Date.parse(NOW) - number * 3_600_000),
    received: 1,
    receipt: `receipt-${id}`,
  };
}

export const requestEvent = {
  'detail-type': 'Alternate Contact Change Requested',
  source: 'alternate-contacts',
  time: '2026-06-01T12:00:00Z',
  detail: { requestId: 'r-7', requestedBy: 'jane@example.com', source: { system: 'cli' }, changes: [] },
};

export const comment = {
  request: { requestId: 'jira-OPS-42-10124', status: 'APPLIED' },
  source: { system: 'jira', reference: 'OPS-42' },
  ticket: ['OPS-42'],
  text: 'Alternate contact change: applied.',
};

const commentEvent = {
  'detail-type': 'Alternate Contact Ticket Comment',
  source: 'alternate-contacts',
  detail: comment,
};

export const cancellationEvent = {
  'detail-type': 'Alternate Contact Change Cancellation Requested',
  source: 'alternate-contacts',
  detail: { requestId: 'r-8', requestedBy: 'jane@example.com' },
};

const bounceEvent = {
  'detail-type': 'Email Bounced',
  source: 'aws.ses',
  detail: { mail: { tags: { request: [Buffer.from('cli/r-9').toString('base64url')] } } },
};

/** EventBridge could not start the workflow. */
export const undeliveredRequest = message(1, requestEvent, {
  RULE_ARN: `${RULES}/alternate-contacts-dev/alternate-contacts-dev-change-requested`,
  TARGET_ARN: `arn:aws:states:${PLACE}:stateMachine:alternate-contacts-dev-change-request`,
  ERROR_CODE: 'NO_PERMISSIONS',
  ERROR_MESSAGE: 'not authorized to perform: states:StartExecution',
});

/** Jira refused a comment. */
export const undeliveredComment = message(2, commentEvent, {
  RULE_ARN: `${RULES}/alternate-contacts-dev/alternate-contacts-dev-tickets-jira`,
  TARGET_ARN: `${TICKETS}-jira/1c1f`,
  ERROR_CODE: 'SDK_CLIENT_ERROR',
  ERROR_MESSAGE: 'The destination answered 404',
});

/** Jira refused to close the issue. */
const undeliveredCompletion = message(3, commentEvent, {
  RULE_ARN: `${RULES}/alternate-contacts-dev/alternate-contacts-dev-tickets-jira-done`,
  TARGET_ARN: `${TICKETS}-jira-done/1c20`,
  ERROR_CODE: 'SDK_CLIENT_ERROR',
  ERROR_MESSAGE: 'The destination answered 400',
});

/** A function failed three times. */
export const unhandledCancellation = message(4, {
  version: '1.0',
  timestamp: NOW,
  requestContext: {
    requestId: 'e4b46cbf',
    functionArn: `arn:aws:lambda:${PLACE}:function:alternate-contacts-dev-cancel-request:$LATEST`,
    condition: 'RetriesExhausted',
    approximateInvokeCount: 3,
  },
  requestPayload: cancellationEvent,
  responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
  responsePayload: { errorType: 'ProvisionedThroughputExceededException', errorMessage: 'slow down' },
});

/** EventBridge could not invoke a function. */
export const undeliveredBounce = message(5, bounceEvent, {
  RULE_ARN: `${RULES}/alternate-contacts-dev-undelivered-mail`,
  TARGET_ARN: `arn:aws:lambda:${PLACE}:function:alternate-contacts-dev-mark-unreachable`,
  ERROR_CODE: 'THROTTLING',
  ERROR_MESSAGE: 'Rate exceeded',
});

/** The workflow kept the event of an account that did not get ready. */
export const keptEvent = message(6, createAccountResult, {
  EXECUTION_ARN: `arn:aws:states:${PLACE}:execution:alternate-contacts-dev-change-request:e-1`,
  ERROR_CODE: 'AccountNotReadyError',
});

/** An older version of the service kept this one. */
const keptBefore = message(7, { ...requestEvent, detail: 'not an object' });

/** EventBridge could not forward an event out of the management account. */
export const unforwarded = message(8, createAccountResult, {
  RULE_ARN: `${RULES}/alternate-contacts-dev-forwarder`,
  TARGET_ARN: 'arn:aws:events:eu-west-1:222222222222:event-bus/default',
  ERROR_CODE: 'NO_PERMISSIONS',
  ERROR_MESSAGE: 'Lack of permissions',
});

/** Not from the service. */
export const stranger = message(9, 'hello\u001B[31m');

/** All that the queue of the service can hold. */
export const letters = [
  undeliveredRequest,
  undeliveredComment,
  undeliveredCompletion,
  unhandledCancellation,
  undeliveredBounce,
  keptEvent,
  keptBefore,
  stranger,
];

/** A letter with other content. */
export function letterLike(letter: QueueMessage, number: number, changes: Partial<QueueMessage>): QueueMessage {
  const { id, receipt, sentAt } = message(number, '');
  return { ...letter, id, receipt, sentAt, ...changes };
}
