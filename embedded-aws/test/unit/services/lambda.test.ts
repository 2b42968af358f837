import { describe, expect, test } from 'vitest';
import { routeRequest } from '../../../src/endpoint/route-request.ts';
import type { Operation } from '../../../src/endpoint/service.ts';
import { isRawResponse } from '../../../src/endpoint/service.ts';
import { FunctionInvocationError, type Invoke } from '../../../src/lambda/invoker.ts';
import { createLambdaService } from '../../../src/services/lambda.ts';
import { callFrom, functionModel, STACK_ACCOUNT, userOf } from '../models.ts';

const ARN = 'arn:aws:lambda:us-east-1:111111111111:function:cancel';

function operation(invoke: Invoke): Operation {
  const functions = [functionModel({ name: 'cancel', arn: ARN })];
  const found = createLambdaService({ functions, account: STACK_ACCOUNT, invoke }).operations['Invoke'];
  if (!found) throw new Error('there is no Invoke');
  return found;
}

async function invoked(invoke: Invoke, { name = ARN, payload = '{"a":1}', headers = {} } = {}) {
  const request = { method: 'POST', path: '/', headers, body: Buffer.from(payload) };
  const call = { caller: userOf('111111111111'), request };
  const answer = await operation(invoke).run({ FunctionName: name, Payload: payload }, call);
  if (!isRawResponse(answer)) throw new Error('not a raw response');
  return { headers: answer.headers, payload: JSON.parse(answer.body.toString()) };
}

const echo: Invoke = async (name, payload) => ({ name, payload });

describe('Invoke', () => {
  test('is addressed by a path with the name or the ARN of the function', () => {
    const path = `/2015-03-31/functions/${encodeURIComponent(ARN)}/invocations`;
    const routed = routeRequest({ method: 'POST', path, headers: {}, body: Buffer.from('{}') });
    expect(routed).toEqual({ service: 'lambda', operation: 'Invoke', input: { FunctionName: ARN, Payload: '{}' } });
  });

  test.each(['cancel', ARN, `${ARN}:$LATEST`])('waits for the answer of the function %s', async (name) => {
    const { headers, payload } = await invoked(echo, { name });
    expect(payload).toEqual({ name: 'cancel', payload: { a: 1 } });
    expect(headers).not.toHaveProperty('x-amz-function-error');
  });

  test('answers with the error of a function that fails', async () => {
    const { headers, payload } = await invoked(async () => {
      throw new FunctionInvocationError('TooLateError', 'it is over', []);
    });
    expect(headers).toMatchObject({ 'x-amz-function-error': 'Unhandled' });
    expect(payload).toEqual({ errorType: 'TooLateError', errorMessage: 'it is over', trace: [] });
  });

  test('is refused for a function that does not exist', async () => {
    const unknown = invoked(echo, { name: 'nobody' });
    await expect(unknown).rejects.toThrow(expect.objectContaining({ name: 'ResourceNotFoundException', status: 404 }));
  });

  test('is refused for an invocation that nobody waits for', async () => {
    const event = invoked(echo, { headers: { 'x-amz-invocation-type': 'Event' } });
    await expect(event).rejects.toThrow('Invoke of the type Event');
  });

  test('is allowed by the name of its action in policies', () => {
    const { action, resources } = operation(echo);
    expect(action).toBe('InvokeFunction');
    expect(resources({ FunctionName: 'cancel' }, userOf('111111111111'))).toEqual([ARN]);
  });
});

test('GetAccountSettings leaves the concurrency that no function reserves', async () => {
  const functions = [functionModel({ reservedConcurrency: 30 }), functionModel({ reservedConcurrency: 10 })];
  const { operations } = createLambdaService({ functions, account: STACK_ACCOUNT, invoke: echo });
  const route = routeRequest({
    method: 'GET',
    path: '/2016-08-19/account-settings/',
    headers: {},
    body: Buffer.alloc(0),
  });
  expect(route).toMatchObject({ service: 'lambda', operation: 'GetAccountSettings' });
  expect(await operations['GetAccountSettings']?.run({}, callFrom())).toMatchObject({
    AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 960 },
    AccountUsage: { FunctionCount: 2 },
  });
});
