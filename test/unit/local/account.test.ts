import { describe, expect, test } from 'vitest';
import type { Call } from '../../../local/endpoint/service.ts';
import { createAccountService } from '../../../local/services/account.ts';

const CONTACT = { EmailAddress: 'soc@example.com', Name: 'SOC', PhoneNumber: '+1 555 0100', Title: 'Security' };
const PUT = { AccountId: '222222222222', AlternateContactType: 'SECURITY', ...CONTACT };
const GET = { AccountId: '222222222222', AlternateContactType: 'SECURITY' };
const CALL: Call = {
  caller: { id: 'test', isFunction: false },
  request: { method: 'POST', path: '/', headers: {}, body: Buffer.alloc(0) },
};

function account(options = { quotas: false }) {
  const { operations } = createAccountService(options);
  return async (name: string, input: Record<string, unknown>) => operations[name]?.run(input, CALL);
}

test('gives back what was put, for that account and type only', async () => {
  const call = account();
  await call('PutAlternateContact', PUT);
  expect(await call('GetAlternateContact', GET)).toEqual({
    AlternateContact: { AlternateContactType: 'SECURITY', ...CONTACT },
  });
  await expect(call('GetAlternateContact', { ...GET, AlternateContactType: 'BILLING' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    status: 404,
  });
});

test('answers ResourceNotFoundException when there is nothing to delete', async () => {
  const call = account();
  await call('PutAlternateContact', PUT);
  expect(await call('DeleteAlternateContact', GET)).toEqual({});
  await expect(call('DeleteAlternateContact', GET)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('keeps the contact of the management account when no account id is given', async () => {
  const call = account();
  const { AccountId: _, ...own } = PUT;
  await call('PutAlternateContact', own);
  expect(await call('GetAlternateContact', { AlternateContactType: 'SECURITY' })).toBeTruthy();
});

describe.each([
  ['its own id is given', '111111111111'],
  ['the account is suspended', '555555555555'],
  ['the account is closed', '666666666666'],
  ['the account is not of the organization', '777777777777'],
])('denies access when %s', (_condition, AccountId) => {
  test.each(['PutAlternateContact', 'GetAlternateContact', 'DeleteAlternateContact'])('to %s', async (operation) => {
    await expect(account()(operation, { ...PUT, AccountId })).rejects.toMatchObject({
      name: 'AccessDeniedException',
      status: 403,
    });
  });
});

test.each([
  ['accountId', { AccountId: '2222' }],
  ['alternateContactType', { AlternateContactType: 'PRIMARY' }],
  ['emailAddress', { EmailAddress: "o'hara@example.com" }],
  ['emailAddress', { EmailAddress: `${'a'.repeat(251)}@b.c` }],
  ['name', { Name: '' }],
  ['name', { Name: 'a'.repeat(65) }],
  ['phoneNumber', { PhoneNumber: '555-CALL' }],
  ['phoneNumber', { PhoneNumber: '1'.repeat(26) }],
  ['title', { Title: 'a'.repeat(51) }],
  ['title', { Title: undefined }],
])('names the field %s in a ValidationException when it is %o', async (name, change) => {
  await expect(account()('PutAlternateContact', { ...PUT, ...change })).rejects.toMatchObject({
    name: 'ValidationException',
    status: 400,
    fields: { reason: 'fieldValidationFailed', fieldList: [{ name }] },
  });
});

test.each([
  ['Name', { Name: 'a'.repeat(64) }],
  ['Title', { Title: 'é'.repeat(50) }],
  ['EmailAddress', { EmailAddress: ' a+b=c#d|e!f&g-h@sub.example.com ' }],
  ['PhoneNumber', { PhoneNumber: '+49 (30) 123-456' }],
])('accepts %s at its limit', async (_field, change) => {
  expect(await account()('PutAlternateContact', { ...PUT, ...change })).toEqual({});
});

test('keeps contact details out of the message when a field is wrong', async () => {
  const wrong = account()('PutAlternateContact', { ...PUT, PhoneNumber: '555-SECRET' });
  await expect(wrong).rejects.toSatisfy((error) => !JSON.stringify([error, String(error)]).includes('SECRET'));
});

test.each([
  ['PutAlternateContact', 8],
  ['GetAlternateContact', 15],
  ['DeleteAlternateContact', 6],
])('refuses %s over its burst of %i when quotas are on', async (operation, burst) => {
  const { operations } = createAccountService({ quotas: true, now: () => 0 });
  const call = async () => operations[operation]?.run(PUT, CALL);
  const errors = await Promise.all(Array.from({ length: burst + 1 }, () => call().catch((error: Error) => error.name)));
  expect(errors.filter((name) => name === 'TooManyRequestsException')).toHaveLength(1);
});
