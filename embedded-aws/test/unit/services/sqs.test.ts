import { beforeEach, describe, expect, test } from 'vitest';
import { Queues } from '../../../src/services/sqs.ts';

const URL = 'http://localhost:4566/111111111111/dead-letters';
const ARN = 'arn:aws:sqs:us-east-1:111111111111:dead-letters';

let queues: Queues;

beforeEach(() => {
  queues = new Queues([{ name: 'dead-letters', url: URL, arn: ARN, visibilityTimeoutSeconds: 30 }]);
});

async function receive(input: object = {}) {
  const { Messages = [] } = await queues.receive({ QueueUrl: URL, MaxNumberOfMessages: 10, ...input });
  return Array.isArray(Messages) ? Messages : [];
}

const counts = () =>
  queues.attributes({
    QueueUrl: URL,
    AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
  })['Attributes'];

describe('a received message', () => {
  test('says when it was sent, and how often it was received', async () => {
    const before = Date.now();
    queues.send(URL, 'one');
    await receive({ VisibilityTimeout: 0 });
    const [again] = await receive();
    expect(again).toMatchObject({ Body: 'one', Attributes: { ApproximateReceiveCount: '2' } });
    expect(Number(again.Attributes.SentTimestamp)).toBeGreaterThanOrEqual(before);
  });

  test('is hidden, and shown again at once when its visibility is given back', async () => {
    queues.send(URL, 'one');
    const [{ ReceiptHandle }] = await receive();
    expect(await receive()).toEqual([]);
    expect(counts()).toEqual({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '1' });
    queues.changeVisibility({ QueueUrl: URL, ReceiptHandle, VisibilityTimeout: 0 });
    expect(counts()).toEqual({ ApproximateNumberOfMessages: '1', ApproximateNumberOfMessagesNotVisible: '0' });
    expect(await receive()).toHaveLength(1);
  });

  test('cannot be hidden for longer by a receipt whose time is up', async () => {
    queues.send(URL, 'one');
    const [{ ReceiptHandle }] = await receive({ VisibilityTimeout: 0 });
    const hide = () => queues.changeVisibility({ QueueUrl: URL, ReceiptHandle, VisibilityTimeout: 60 });
    expect(hide).toThrow(expect.objectContaining({ name: 'MessageNotInflight' }));
  });

  test('is refused a visibility of more than 12 hours', async () => {
    queues.send(URL, 'one');
    const [{ ReceiptHandle }] = await receive();
    const hide = () => queues.changeVisibility({ QueueUrl: URL, ReceiptHandle, VisibilityTimeout: 43_201 });
    expect(hide).toThrow(expect.objectContaining({ name: 'InvalidParameterValue' }));
  });
});

describe('a batch of visibilities', () => {
  test('changes each message, and names the entries that fail', async () => {
    for (const body of ['one', 'two']) queues.send(URL, body);
    const [{ ReceiptHandle }] = await receive();
    const Entries = [
      { Id: 'known', ReceiptHandle, VisibilityTimeout: 0 },
      { Id: 'unknown', ReceiptHandle: 'never received', VisibilityTimeout: 0 },
    ];
    expect(queues.changeVisibilities({ QueueUrl: URL, Entries })).toEqual({
      Successful: [{ Id: 'known' }],
      Failed: [expect.objectContaining({ Id: 'unknown', Code: 'ReceiptHandleIsInvalid' })],
    });
    expect(counts()).toMatchObject({ ApproximateNumberOfMessages: '1' });
  });

  test.each([
    ['is empty', 0, 'EmptyBatchRequest'],
    ['has more than ten entries', 11, 'TooManyEntriesInBatchRequest'],
  ])('is refused when it %s', (_condition, length, name) => {
    const Entries = Array.from({ length }, (_, index) => ({
      Id: String(index),
      ReceiptHandle: 'r',
      VisibilityTimeout: 0,
    }));
    expect(() => queues.changeVisibilities({ QueueUrl: URL, Entries })).toThrow(expect.objectContaining({ name }));
  });
});

test('names an attribute that it does not know', () => {
  const read = () => queues.attributes({ QueueUrl: URL, AttributeNames: ['Policy'] });
  expect(read).toThrow(expect.objectContaining({ name: 'InvalidAttributeName' }));
});
