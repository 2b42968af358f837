import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { sharedStack } from './stack.ts';

const stack = sharedStack();

/** Calls the endpoint as a client does that signs for a service, with a form if it has a body. */
async function call(service: string, path: string, form?: Record<string, string>) {
  const authorization = `AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/${service}/aws4_request, Signature=x`;
  const body = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) };
  const response = await fetch(`${stack.client.endpoint}${path}`, { headers: { authorization }, ...body });
  return { status: response.status, text: await response.text() };
}

test('a client of SQS from before 2024 reads what others have sent', async () => {
  const QueueUrl = `${stack.client.endpoint}/111111111111/fixture-protocols`;
  const MessageAttributes = { CODE: { DataType: 'String', StringValue: 'A' } };
  const sent = new SendMessageCommand({ QueueUrl, MessageBody: '<one>', MessageAttributes });
  const { MessageId } = await new SQSClient(stack.client).send(sent);
  const form = { Action: 'ReceiveMessage', Version: '2012-11-05', 'MessageAttributeName.1': 'All' };
  const { status, text } = await call('sqs', '/111111111111/fixture-protocols', form);
  expect(status).toBe(200);
  expect(text).toContain(`<ReceiveMessageResult><Message><MessageId>${MessageId}</MessageId>`);
  expect(text).toContain('<Body>&lt;one&gt;</Body>');
  expect(text).toContain('<MessageAttribute><Name>CODE</Name><Value>');
  const refused = await call('sqs', '/', { ...form, QueueUrl, MaxNumberOfMessages: '11' });
  expect(refused.status).toBe(400);
  expect(refused.text).toContain('<Code>InvalidParameterValue</Code>');
});

test('a client of S3 can read what is not supported', async () => {
  const { status, text } = await call('s3', '/bucket?acl');
  expect(status).toBe(404);
  expect(text).toContain(
    '<Error><Code>UnknownOperationException</Code><Message>The embedded AWS does not support s3 GET /bucket?acl',
  );
});
