import {
  AccountClient,
  DeleteAlternateContactCommand,
  GetAlternateContactCommand,
  PutAlternateContactCommand,
} from '@aws-sdk/client-account';
import { afterEach, describe, expect, test } from 'vitest';
import { sharedStack } from './stack.ts';

const MEMBER = { AccountId: '222222222222', AlternateContactType: 'OPERATIONS' } as const;
const CONTACT = { EmailAddress: 'ops@example.com', Name: 'Ops', PhoneNumber: '+1 555 0101', Title: 'Operations' };

const stack = sharedStack();
const client = new AccountClient(stack.client);
afterEach(() => stack.setFaults([]));

test('puts, gets and deletes a contact', async () => {
  await client.send(new PutAlternateContactCommand({ ...MEMBER, ...CONTACT }));
  const { AlternateContact } = await client.send(new GetAlternateContactCommand(MEMBER));
  expect(AlternateContact).toEqual({ AlternateContactType: 'OPERATIONS', ...CONTACT });
  await client.send(new DeleteAlternateContactCommand(MEMBER));
  await expect(client.send(new GetAlternateContactCommand(MEMBER))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    $metadata: { httpStatusCode: 404 },
  });
});

test('tells reason and fields when a field is wrong', async () => {
  const wrong = new PutAlternateContactCommand({ ...MEMBER, ...CONTACT, PhoneNumber: 'call me', EmailAddress: 'x' });
  await expect(client.send(wrong)).rejects.toMatchObject({
    name: 'ValidationException',
    reason: 'fieldValidationFailed',
    fieldList: [{ name: 'emailAddress' }, { name: 'phoneNumber' }],
    $metadata: { httpStatusCode: 400 },
  });
});

test.each([
  ['the management account names itself', '111111111111'],
  ['the account is suspended', '555555555555'],
])('denies access when %s', async (_condition, AccountId) => {
  await expect(client.send(new GetAlternateContactCommand({ ...MEMBER, AccountId }))).rejects.toMatchObject({
    name: 'AccessDeniedException',
    $metadata: { httpStatusCode: 403 },
  });
});

test('refuses calls over the burst when quotas are on', async () => {
  const deletes = Array.from({ length: 7 }, () =>
    client.send(new DeleteAlternateContactCommand(MEMBER)).catch((error) => error),
  );
  const names = (await Promise.all(deletes)).map(({ name }) => name);
  expect(names).toContain('TooManyRequestsException');
  expect(names).toContain('ResourceNotFoundException');
});

describe('faults', () => {
  test('fail so many calls of the operation, then let them through', async () => {
    await stack.setFaults([{ operation: 'GetAlternateContact', error: 'TooManyRequestsException', times: 2 }]);
    const outcomes: string[] = [];
    for (let call = 0; call < 3; call++) {
      await client.send(new GetAlternateContactCommand(MEMBER)).catch((error) => outcomes.push(error.name));
    }
    expect(outcomes).toEqual(['TooManyRequestsException', 'TooManyRequestsException', 'ResourceNotFoundException']);
  });

  test.each([
    ['InternalServerException', 500],
    ['AccessDeniedException', 403],
  ])('answer %s with status %i', async (error, httpStatusCode) => {
    await stack.setFaults([{ operation: 'PutAlternateContact', error }]);
    await expect(client.send(new PutAlternateContactCommand({ ...MEMBER, ...CONTACT }))).rejects.toMatchObject({
      name: error,
      $metadata: { httpStatusCode },
    });
  });

  test('only delay a call when they have no error', async () => {
    await stack.setFaults([{ operation: 'PutAlternateContact', latencyMs: 200 }]);
    const startedAt = performance.now();
    await client.send(new PutAlternateContactCommand({ ...MEMBER, ...CONTACT }));
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(190);
  });

  test('are gone when an empty list replaces them', async () => {
    await stack.setFaults([{ operation: 'GetAlternateContact', error: 'TooManyRequestsException', times: 9 }]);
    await stack.setFaults([]);
    expect(await client.send(new GetAlternateContactCommand(MEMBER))).toHaveProperty('AlternateContact');
  });

  test('are refused with the reason when one makes no sense', async () => {
    const wrong = stack.setFaults(JSON.parse('[{"error":"X"}]'));
    await expect(wrong).rejects.toThrow('fault 0: operation is missing');
  });
});

test('lists each call with its input, status and caller', async () => {
  const ofAccount = async () => (await stack.calls()).filter(({ service }) => service === 'account');
  const before = (await ofAccount()).length;
  await client.send(new PutAlternateContactCommand({ ...MEMBER, ...CONTACT }));
  const calls = (await ofAccount()).slice(before);
  expect(calls).toEqual([
    {
      service: 'account',
      operation: 'PutAlternateContact',
      input: { ...MEMBER, ...CONTACT },
      status: 200,
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      caller: 'test',
    },
  ]);
});
