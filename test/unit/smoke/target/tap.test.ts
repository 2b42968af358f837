import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openTap } from '../../../../smoke/target/tap.ts';
import { fakeClient } from '../../aws/fake-client.ts';

afterEach(() => vi.restoreAllMocks());

const PLACE = { partition: 'aws-us-gov', region: 'us-gov-west-1', accountId: '111111111111' };

function open() {
  const [events, queues] = [new EventBridgeClient({}), new SQSClient({})];
  return openTap({ events, queues, place: PLACE, serviceName: 'alternate-contacts-smoke' });
}

const message = (detail: object) => ({
  Body: JSON.stringify({ 'detail-type': 'Changed', detail }),
  ReceiptHandle: 'receipt',
});

describe('openTap', () => {
  it('lets only its own rule send to its queue', async () => {
    const sent = fakeClient(SQSClient, () => ({ QueueUrl: 'https://tap' }));
    const rules = fakeClient(EventBridgeClient, () => ({}));
    await open();
    const { Policy } = Object(sent[0]?.input['Attributes']);
    expect(JSON.parse(Policy).Statement[0]).toMatchObject({
      Resource: 'arn:aws-us-gov:sqs:us-gov-west-1:111111111111:alternate-contacts-smoke-smoke',
      Condition: {
        ArnEquals: {
          'aws:SourceArn':
            'arn:aws-us-gov:events:us-gov-west-1:111111111111:rule/alternate-contacts-smoke/alternate-contacts-smoke-smoke',
        },
      },
    });
    expect(rules.map(({ name }) => name)).toEqual(['PutRuleCommand', 'PutTargetsCommand']);
  });

  it('shows all events that have come so far, and takes them out of the queue', async () => {
    const batches = [[message({ n: 1 }), message({ n: 2 })], [message({ n: 3 })], [], [message({ n: 4 })], []];
    const sent = fakeClient(SQSClient, ({ name }) =>
      name === 'ReceiveMessageCommand' ? { Messages: batches.shift() } : { QueueUrl: 'https://tap' },
    );
    fakeClient(EventBridgeClient, () => ({}));
    const tap = await open();
    expect((await tap.seenEvents()).map(({ detail }) => detail['n'])).toEqual([1, 2, 3]);
    expect((await tap.seenEvents()).map(({ detail }) => detail['n'])).toEqual([1, 2, 3, 4]);
    expect(sent.filter(({ name }) => name === 'DeleteMessageBatchCommand')).toHaveLength(3);
  });
});
