import { expect, test } from 'vitest';
import { Faults } from '../../../src/endpoint/faults.ts';
import { Access } from '../../../src/iam/access.ts';
import { RoleSessions } from '../../../src/iam/role-sessions.ts';
import { FunctionInvocationError } from '../../../src/lambda/invoker.ts';
import { Queues } from '../../../src/services/sqs/queues.ts';
import { createWorkflowTasks } from '../../../src/workflow/workflow-tasks.ts';
import { STACK_ACCOUNT, statement } from '../models.ts';

const SEND = 'arn:aws:states:::sqs:sendMessage';
const BASE = 'http://localhost:4566/111111111111';
const CONTEXT = { stateName: 'A', executionArn: 'arn' };
const ROLE = {
  tags: [],
  arn: 'arn:aws:iam::111111111111:role/machine',
  name: 'machine',
  statements: [
    statement({ actions: ['sqs:SendMessage'], resources: ['arn:aws:sqs:*:queue', 'arn:aws:sqs:*:gone'] }),
    statement({ actions: ['lambda:InvokeFunction'], resources: ['arn:aws:lambda:*:function:work'] }),
  ],
};

/** Runs a task of a state machine whose role knows a queue, a queue that is gone, and a function that fails. */
function run(resource: string, payload: unknown, injected: object[] = []) {
  const faults = new Faults();
  faults.replace(injected);
  const [name, url, arn] = ['queue', `${BASE}/queue`, 'arn:aws:sqs:us-east-1:111111111111:queue'];
  const runTask = createWorkflowTasks({
    account: STACK_ACCOUNT,
    access: new Access({
      account: STACK_ACCOUNT,
      roles: [ROLE],
      functions: [],
      resourcePolicies: [],
      sessions: new RoleSessions(),
    }),
    queues: new Queues([{ name, url, arn, visibilityTimeoutSeconds: 30 }]),
    faults,
    roleArn: ROLE.arn,
    invoke: async (functionName) => {
      if (functionName === 'work') throw new FunctionInvocationError('MyError', 'no', ['MyError: no']);
      throw new FunctionInvocationError('Lambda.ResourceNotFoundException', 'Function not found: gone');
    },
  });
  return runTask(resource, payload, CONTEXT);
}

const send = (queue: string, MessageBody: unknown) => run(SEND, { QueueUrl: queue, MessageBody });

test('sends a message, and JSON as a text', async () => {
  expect(await send(`${BASE}/queue`, { a: 1 })).toMatchObject({ MessageId: expect.any(String) });
});

test.each([
  ['the queue has no URL', 'no-queue', 'text', 'SQS.SdkClientException', 'Unable to execute HTTP request: no-queue'],
  ['there is no such queue', `${BASE}/gone`, 'text', 'SQS.QueueDoesNotExistException', 'The specified queue does not'],
  ['the body is empty', `${BASE}/queue`, '', 'SQS.AmazonSQSException', 'must contain the parameter MessageBody. (Ser'],
  [
    'there is no body',
    `${BASE}/queue`,
    undefined,
    'SQS.AmazonSQSException',
    'Error Code: MissingParameter; Request ID',
  ],
  ['the role may not', `${BASE}/other`, 'text', 'SQS.AmazonSQSException', 'Error Code: AccessDenied'],
])('names the error as Step Functions does when %s', async (_condition, queue, body, name, cause) => {
  await expect(send(queue, body)).rejects.toMatchObject({ name, message: expect.stringContaining(cause) });
});

test.each([
  ['the function fails', 'work', 'MyError', '{"errorType":"MyError","errorMessage":"no","trace":["MyError: no"]}'],
  [
    'the role may not',
    'other',
    'Lambda.AWSLambdaException',
    expect.stringContaining('Service: AWSLambda; Status Code: 403'),
  ],
])('names the error of an invocation when %s', async (_condition, name, error, message) => {
  await expect(run(name, {})).rejects.toMatchObject({ name: error, message });
});

test.each([
  [SEND, { QueueUrl: `${BASE}/queue`, MessageBody: 'text' }, 'SendMessage', 'SQS.AmazonSQSException'],
  ['work', {}, 'Invoke', 'Lambda.ServiceException'],
])('fails %s as a fault says', async (resource, payload, operation, error) => {
  await expect(run(resource, payload, [{ operation, error }])).rejects.toMatchObject({ name: error });
});
