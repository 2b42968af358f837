import { describe, expect, test } from 'vitest';
import { readQuery } from '../../../../src/endpoint/query-protocol.ts';
import { SQS_QUERY } from '../../../../src/services/sqs/sqs-query.ts';

const read = (form: string, path = '/') => SQS_QUERY.read(readQuery(Buffer.from(form)), path);

describe('a form', () => {
  test('has numbers and numbered lists', () => {
    const form =
      'QueueUrl=q&MaxNumberOfMessages=11&AttributeName.1=SentTimestamp&MessageAttributeName.2=b&MessageAttributeName.1=a';
    expect(read(form)).toEqual({
      QueueUrl: 'q',
      MaxNumberOfMessages: 11,
      AttributeNames: ['SentTimestamp'],
      MessageAttributeNames: ['a', 'b'],
    });
  });

  test('has entries with attributes', () => {
    const entry = 'SendMessageBatchRequestEntry.1';
    const attribute = `${entry}.MessageAttribute.1`;
    const form = `${entry}.Id=a&${entry}.MessageBody=one&${entry}.DelaySeconds=5&${attribute}.Name=CODE&${attribute}.Value.DataType=String&${attribute}.Value.StringValue=A`;
    expect(read(form, '/111111111111/q')).toEqual({
      QueueUrl: '/111111111111/q',
      Entries: [
        {
          Id: 'a',
          MessageBody: 'one',
          DelaySeconds: 5,
          MessageAttributes: { CODE: { DataType: 'String', StringValue: 'A' } },
        },
      ],
    });
  });

  test('cannot reach what all objects share', () => {
    read('__proto__.polluted=yes&constructor.prototype.polluted=yes');
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('an answer in XML', () => {
  const answer = (operation: string, output: object) => {
    const { body, headers } = SQS_QUERY.answer(operation, { ...output });
    const [, content] = new RegExp(`<${operation}Result>(.*)</${operation}Result>`).exec(body.toString()) ?? [];
    expect(body.toString()).toContain(`<RequestId>${headers['x-amzn-requestid']}</RequestId>`);
    return content;
  };

  test('repeats an element for each message, with its attributes', () => {
    const message = {
      MessageId: 'm1',
      Body: '{"a":"<1>"}',
      Attributes: { SentTimestamp: '1' },
      MessageAttributes: { CODE: { DataType: 'String', StringValue: 'A' } },
    };
    expect(answer('ReceiveMessage', { Messages: [message, { MessageId: 'm2' }] })).toBe(
      '<Message><MessageId>m1</MessageId><Body>{"a":"&lt;1&gt;"}</Body>' +
        '<Attribute><Name>SentTimestamp</Name><Value>1</Value></Attribute>' +
        '<MessageAttribute><Name>CODE</Name><Value><DataType>String</DataType><StringValue>A</StringValue></Value></MessageAttribute>' +
        '</Message><Message><MessageId>m2</MessageId></Message>',
    );
  });

  test.each([
    [
      'GetQueueAttributes',
      { Attributes: { QueueArn: 'arn' } },
      '<Attribute><Name>QueueArn</Name><Value>arn</Value></Attribute>',
    ],
    [
      'ListQueues',
      { QueueUrls: ['a', 'b'], NextToken: 't' },
      '<NextToken>t</NextToken><QueueUrl>a</QueueUrl><QueueUrl>b</QueueUrl>',
    ],
    ['GetQueueUrl', { QueueUrl: 'u' }, '<QueueUrl>u</QueueUrl>'],
    ['DeleteMessage', {}, ''],
    [
      'DeleteMessageBatch',
      { Successful: [{ Id: 'a' }], Failed: [{ Id: 'b', SenderFault: true }] },
      '<DeleteMessageBatchResultEntry><Id>a</Id></DeleteMessageBatchResultEntry><BatchResultErrorEntry><Id>b</Id><SenderFault>true</SenderFault></BatchResultErrorEntry>',
    ],
  ])('of %s has no list of its own', (operation, output, xml) => {
    expect(answer(operation, output)).toBe(xml);
  });
});
