import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { Queues } from '../../../../src/services/sqs/queues.ts';
import { createSqsService } from '../../../../src/services/sqs/sqs.ts';
import { callFrom, STACK_ACCOUNT } from '../../models.ts';

const URL = 'http://localhost:4566/111111111111/dead-letters';
const ARN = 'arn:aws:sqs:us-east-1:111111111111:dead-letters';
const OTHER = {
  name: 'other',
  url: 'http://localhost:4566/111111111111/other',
  arn: ARN.replace('dead-letters', 'other'),
};

let service: ReturnType<typeof createSqsService>;

beforeEach(() => {
  const queue = { name: 'dead-letters', url: URL, arn: ARN, visibilityTimeoutSeconds: 30 };
  service = createSqsService(new Queues([queue, { ...OTHER, visibilityTimeoutSeconds: 30 }]), STACK_ACCOUNT);
});

/** Calls an operation, on the queue unless another is given. */
async function call(operation: string, input: object = {}) {
  return Object(await service.operations[operation]?.run({ QueueUrl: URL, ...input }, callFrom()));
}

const send = (MessageBody: string, input: object = {}) => call('SendMessage', { MessageBody, ...input });

async function receive(input: object = {}) {
  const { Messages = [] } = await call('ReceiveMessage', { MaxNumberOfMessages: 10, ...input });
  return Messages;
}

async function counts() {
  const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'];
  return (await call('GetQueueAttributes', { AttributeNames })).Attributes;
}

describe('a received message', () => {
  test('says when it was sent, and how often it was received, to those who ask', async () => {
    const before = Date.now();
    await send('one');
    await receive({ VisibilityTimeout: 0 });
    const [again] = await receive({ VisibilityTimeout: 0, MessageSystemAttributeNames: ['All'] });
    expect(again).toMatchObject({ Body: 'one', Attributes: { ApproximateReceiveCount: '2' } });
    expect(Number(again.Attributes.SentTimestamp)).toBeGreaterThanOrEqual(before);
    const [{ Attributes }] = await receive({ VisibilityTimeout: 0, AttributeNames: ['SentTimestamp'] });
    expect(Object.keys(Attributes)).toEqual(['SentTimestamp']);
    expect((await receive())[0]).not.toHaveProperty('Attributes');
  });

  test.each([
    ['all', ['All'], ['ERROR_CODE', 'ERROR_MESSAGE', 'RULE_ARN']],
    ['those of a prefix', ['ERROR_.*'], ['ERROR_CODE', 'ERROR_MESSAGE']],
    ['one by its name', ['RULE_ARN', 'NOT_THERE'], ['RULE_ARN']],
  ])('has %s of its own attributes when somebody asks for them', async (_which, MessageAttributeNames, names) => {
    const text = (StringValue: string) => ({ DataType: 'String', StringValue });
    const MessageAttributes = { RULE_ARN: text('arn'), ERROR_CODE: text('no'), ERROR_MESSAGE: text('why') };
    await send('one', { MessageAttributes });
    const [message] = await receive({ MessageAttributeNames, VisibilityTimeout: 0 });
    expect(Object.keys(message.MessageAttributes).sort()).toEqual(names);
    expect(message.MD5OfMessageAttributes).toMatch(/^[\da-f]{32}$/);
    expect((await receive())[0]).not.toHaveProperty('MessageAttributes');
  });

  test('is hidden, and shown again at once when its visibility is given back', async () => {
    await send('one');
    const [{ ReceiptHandle }] = await receive();
    expect(await receive()).toEqual([]);
    expect(await counts()).toEqual({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '1' });
    await call('ChangeMessageVisibility', { ReceiptHandle, VisibilityTimeout: 0 });
    expect(await counts()).toEqual({ ApproximateNumberOfMessages: '1', ApproximateNumberOfMessagesNotVisible: '0' });
    expect(await receive()).toHaveLength(1);
  });

  test.each([
    ['whose time is up', { VisibilityTimeout: 0 }, 60, 'MessageNotInflight'],
    ['for more than 12 hours', {}, 43_201, 'InvalidParameterValue'],
  ])('cannot be hidden for longer by a receipt %s', async (_what, received, VisibilityTimeout, name) => {
    await send('one');
    const [{ ReceiptHandle }] = await receive(received);
    await expect(call('ChangeMessageVisibility', { ReceiptHandle, VisibilityTimeout })).rejects.toMatchObject({ name });
  });

  test('is deleted once; to delete it again is no error', async () => {
    await send('one');
    const [{ ReceiptHandle }] = await receive();
    await call('DeleteMessage', { ReceiptHandle });
    expect(await counts()).toEqual({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' });
    await expect(call('DeleteMessage', { ReceiptHandle })).resolves.toEqual({});
    await expect(call('ChangeMessageVisibility', { ReceiptHandle, VisibilityTimeout: 1 })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: expect.stringContaining('Message does not exist'),
    });
  });

  test.each([
    ['of nothing', () => 'abc'],
    ['of another queue', (receipt: string) => receipt],
  ])('is not deleted with a receipt %s', async (_what, receiptFor) => {
    await send('one', { QueueUrl: OTHER.url });
    const [{ ReceiptHandle }] = await receive({ QueueUrl: OTHER.url });
    await expect(call('DeleteMessage', { ReceiptHandle: receiptFor(ReceiptHandle) })).rejects.toMatchObject({
      name: 'ReceiptHandleIsInvalid',
      status: 404,
      message: expect.stringContaining('is not a valid receipt handle.'),
    });
  });
});

describe('ReceiveMessage is refused', () => {
  test.each([
    [
      { MaxNumberOfMessages: 11 },
      'Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.',
    ],
    [
      { MaxNumberOfMessages: 0 },
      'Value 0 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.',
    ],
    [
      { WaitTimeSeconds: 21 },
      'Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.',
    ],
    [
      { VisibilityTimeout: -1 },
      'Value -1 for parameter VisibilityTimeout is invalid. Reason: Must be >= 0 and <= 43200, if provided.',
    ],
  ])('with %j', async (input, message) => {
    await expect(call('ReceiveMessage', input)).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      status: 400,
      message,
    });
  });

  test.each([
    ['from a queue that does not exist', { QueueUrl: `${URL}-not` }, 'QueueDoesNotExist'],
    ["from another account's queue", { QueueUrl: URL.replace('111111111111', '222222222222') }, 'QueueDoesNotExist'],
    ['from no queue', { QueueUrl: undefined }, 'MissingParameter'],
    ['with an unknown system attribute', { MessageSystemAttributeNames: ['Colour'] }, 'InvalidAttributeName'],
  ])('%s', async (_how, input, name) => {
    await expect(call('ReceiveMessage', input)).rejects.toMatchObject({ name });
  });

  test('not by another name of this machine', async () => {
    await send('one');
    expect(await receive({ QueueUrl: URL.replace('localhost', '127.0.0.1') })).toHaveLength(1);
  });
});

describe('SendMessage', () => {
  test('answers the checksums that clients check', async () => {
    const MessageAttributes = { CODE: { DataType: 'String', StringValue: 'A' } };
    const { MD5OfMessageBody, MD5OfMessageAttributes } = await send('one', { MessageAttributes });
    expect(MD5OfMessageBody).toBe(createHash('md5').update('one').digest('hex'));
    const encoded = '\0\0\0\x04CODE\0\0\0\x06String\x01\0\0\0\x01A';
    expect(MD5OfMessageAttributes).toBe(createHash('md5').update(encoded).digest('hex'));
  });

  test('hides a message that is delayed', async () => {
    await send('later', { DelaySeconds: 900 });
    expect(await receive()).toEqual([]);
    const { Attributes } = await call('GetQueueAttributes', { AttributeNames: ['All'] });
    expect(Attributes).toMatchObject({ ApproximateNumberOfMessagesDelayed: '1', QueueArn: ARN });
  });

  const attribute = (value: object) => ({ MessageAttributes: { A: value } });

  test.each([
    ['an empty body', '', {}, 'MissingParameter', 'The request must contain the parameter MessageBody.'],
    ['a character that XML has not', 'a\u0001', {}, 'InvalidMessageContents', "Invalid binary character '#x1'"],
    ['half a character', '\ud800', {}, 'InvalidMessageContents', "Invalid binary character '#xD800'"],
    [
      'more than a mebibyte',
      'a'.repeat(1_048_577),
      {},
      'InvalidParameterValue',
      'Message must be shorter than 1048576 bytes.',
    ],
    ['a long delay', 'a', { DelaySeconds: 901 }, 'InvalidParameterValue', 'DelaySeconds must be >= 0 and <= 900.'],
    [
      'a type that is none',
      'a',
      attribute({ DataType: 'Text', StringValue: 'a' }),
      'InvalidParameterValue',
      'invalid message attribute type',
    ],
    [
      'an empty attribute',
      'a',
      attribute({ DataType: 'String', StringValue: '' }),
      'InvalidParameterValue',
      'must contain a non-empty value',
    ],
    ['a group', 'a', { MessageGroupId: 'g' }, 'InvalidParameterValue', 'does not support MessageGroupId'],
  ])('refuses %s', async (_what, body, input, name, message) => {
    await expect(send(body, input)).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
    expect(await receive()).toEqual([]);
  });
});

describe('a batch', () => {
  test('sends, hides and deletes several, and names the entries that fail', async () => {
    const sent = await call('SendMessageBatch', {
      Entries: [
        { Id: 'a', MessageBody: 'one' },
        { Id: 'b', MessageBody: '' },
      ],
    });
    expect(sent).toEqual({
      Successful: [expect.objectContaining({ Id: 'a', MessageId: expect.any(String) })],
      Failed: [expect.objectContaining({ Id: 'b', SenderFault: true, Code: 'MissingParameter' })],
    });
    const [{ ReceiptHandle }] = await receive();
    const Entries = [
      { Id: 'known', ReceiptHandle, VisibilityTimeout: 0 },
      { Id: 'unknown', ReceiptHandle: 'never received', VisibilityTimeout: 0 },
    ];
    const partly = {
      Successful: [{ Id: 'known' }],
      Failed: [expect.objectContaining({ Id: 'unknown', Code: 'ReceiptHandleIsInvalid' })],
    };
    expect(await call('ChangeMessageVisibilityBatch', { Entries })).toEqual(partly);
    expect(await counts()).toMatchObject({ ApproximateNumberOfMessages: '1' });
    expect(await call('DeleteMessageBatch', { Entries })).toEqual(partly);
    expect(await counts()).toMatchObject({ ApproximateNumberOfMessages: '0' });
  });

  test.each([
    ['is empty', [], 'EmptyBatchRequest'],
    [
      'has more than ten entries',
      Array.from({ length: 11 }, (_, index) => `e${index}`),
      'TooManyEntriesInBatchRequest',
    ],
    ['names two entries alike', ['a', 'a'], 'BatchEntryIdsNotDistinct'],
    ['names an entry with a blank', ['a b'], 'InvalidBatchEntryId'],
  ])('is refused when it %s', async (_condition, ids, name) => {
    const Entries = ids.map((Id) => ({ Id, MessageBody: 'one' }));
    await expect(call('SendMessageBatch', { Entries })).rejects.toMatchObject({ name });
    expect(await receive()).toEqual([]);
  });
});

describe('a queue', () => {
  test('is found by its name', async () => {
    expect(await call('GetQueueUrl', { QueueName: 'dead-letters' })).toEqual({ QueueUrl: URL });
    const elsewhere = { QueueName: 'dead-letters', QueueOwnerAWSAccountId: '222222222222' };
    await expect(call('GetQueueUrl', elsewhere)).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });

  test('is listed, by pages and by the beginning of its name', async () => {
    const first = await call('ListQueues', { MaxResults: 1 });
    expect(first.QueueUrls).toEqual([URL]);
    expect(await call('ListQueues', { MaxResults: 1, NextToken: first.NextToken })).toEqual({ QueueUrls: [OTHER.url] });
    expect(await call('ListQueues', { QueueNamePrefix: 'oth' })).toEqual({ QueueUrls: [OTHER.url] });
    expect(await call('ListQueues', { QueueNamePrefix: 'none' })).toEqual({});
  });

  test('has no attribute that SQS does not know, and says nothing of those that it lacks', async () => {
    await expect(call('GetQueueAttributes', { AttributeNames: ['Colour'] })).rejects.toMatchObject({
      name: 'InvalidAttributeName',
      message: 'Unknown Attribute Colour.',
    });
    expect(await call('GetQueueAttributes', { AttributeNames: ['Policy'] })).toEqual({});
  });
});

test.each([
  ['SendMessageBatch', 'SendMessage'],
  ['DeleteMessageBatch', 'DeleteMessage'],
  ['ChangeMessageVisibilityBatch', 'ChangeMessageVisibility'],
])('%s needs the permission %s', (operation, action) => {
  expect(service.operations[operation]).toMatchObject({ action });
  expect(service.operations[operation]?.resources({ QueueUrl: URL }, callFrom().caller)).toEqual([ARN]);
});
