import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import fc from 'fast-check';
import { SOC } from '../../integration/requester.ts';
import type { Answer, Door, Target } from '../door.ts';
import { hostileText, mutated } from '../hostile-json.ts';
import { ACCOUNT, NUMBER } from '../marker.ts';

const CHANGE = { accountId: ACCOUNT, alternateContactType: 'SECURITY', action: 'PUT', contact: SOC };

const REQUEST = {
  requestId: `fuzz-${NUMBER}`,
  requestedBy: 'jane@example.com',
  contributors: ['john@example.com'],
  reason: 'The security mailbox moves',
  source: { system: 'fuzz', reference: `FUZZ-${NUMBER}`, url: 'https://tickets.example.com/1' },
  changes: [CHANGE, { accountId: ACCOUNT, alternateContactType: 'BILLING', action: 'DELETE' }],
};

const CANCELLATION = { requestId: `fuzz-${NUMBER}`, requestedBy: 'jane@example.com', comment: 'not needed any more' };

interface EventInput {
  source: string;
  detailType: string;
  detail: string;
}

const isEventInput = (input: unknown): input is EventInput => typeof Object(input).detail === 'string';

const event = (detailType: string, detail: object) =>
  fc.record({
    source: fc.oneof(
      { weight: 9, arbitrary: fc.constant('alternate-contacts') },
      { weight: 1, arbitrary: fc.oneof(fc.constant('alternate-contacts.webhooks'), hostileText) },
    ),
    detailType: fc.constant(detailType),
    detail: mutated(detail),
  });

/** Anybody who may put events on the bus. */
export const EVENT_DOOR: Door = {
  name: 'event',
  inputs: fc.oneof(
    { weight: 9, arbitrary: event('Alternate Contact Change Requested', REQUEST) },
    { weight: 1, arbitrary: event('Alternate Contact Change Cancellation Requested', CANCELLATION) },
  ),
  send: async (input, target) => {
    if (!isEventInput(input)) throw new Error('this is no event');
    return put(input, target);
  },
};

async function put({ source, detailType, detail }: EventInput, { stack, eventBridge }: Target): Promise<Answer> {
  const startedAt = performance.now();
  const entry = { EventBusName: stack.health.eventBusName, Source: source, DetailType: detailType, Detail: detail };
  try {
    const { Entries } = await eventBridge.send(new PutEventsCommand({ Entries: [entry] }));
    // What EventBridge refuses never gets to the service.
    const failed = Entries?.some(({ ErrorCode }) => ErrorCode?.startsWith('Internal'));
    return { status: failed ? 500 : 200, contentType: '', body: '', milliseconds: performance.now() - startedAt };
  } catch (error) {
    const { httpStatusCode: status = 0 } = Object(error).$metadata ?? {};
    return { status, contentType: '', body: '', milliseconds: performance.now() - startedAt };
  }
}
