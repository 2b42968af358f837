import { describe, expect, test } from 'vitest';
import { createAccountService } from '../../../src/services/account/account.ts';
import { testOrganization } from '../../organization.ts';
import { callFrom } from '../models.ts';

const CONTACT = { EmailAddress: 'soc@example.com', Name: 'SOC', PhoneNumber: '+1 555 0100', Title: 'Security' };
const PUT = { AccountId: '222222222222', AlternateContactType: 'SECURITY', ...CONTACT };
const GET = { AccountId: '222222222222', AlternateContactType: 'SECURITY' };
const UNLIMITED = { organization: testOrganization(), quotas: 'off', timeScale: 1 } as const;

/** The API as the management account calls it, the members of its calls perhaps given. */
function account(now = () => 0) {
  const { operations } = createAccountService({ ...UNLIMITED, now });
  return async (name: string, input: Record<string, unknown>, given: object = {}) =>
    operations[name]?.run(input, { ...callFrom(), ...given });
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

test('says all that is wrong at once, in the words of AWS', async () => {
  const wrong = account()('PutAlternateContact', { ...PUT, Name: '', AlternateContactType: undefined });
  const problems = [
    "Value at 'alternateContactType' failed to satisfy constraint: Member must not be null",
    "Value at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ];
  await expect(wrong).rejects.toMatchObject({
    message: `2 validation errors detected: ${problems.join('; ')}`,
    fields: { fieldList: [{ name: 'alternateContactType' }, { name: 'name', message: problems[1] }] },
  });
});

test('refuses a field that is no text', async () => {
  await expect(account()('PutAlternateContact', { ...PUT, PhoneNumber: 5550100 })).rejects.toMatchObject({
    name: 'SerializationException',
    status: 400,
  });
});

test('ignores what the API does not know', async () => {
  const call = account();
  await call('PutAlternateContact', { ...PUT, Comment: 'our new desk' });
  expect(await call('GetAlternateContact', GET)).toEqual({
    AlternateContact: { AlternateContactType: 'SECURITY', ...CONTACT },
  });
});

test('keeps contact details out of the message when a field is wrong', async () => {
  const wrong = account()('PutAlternateContact', { ...PUT, PhoneNumber: '555-SECRET' });
  await expect(wrong).rejects.toSatisfy((error) => !JSON.stringify([error, String(error)]).includes('SECRET'));
});

describe('a call that a fault lets be visible late', () => {
  const late = { lateVisibility: { afterMs: 1500, flickers: false } };

  test('is answered as done, and read as not yet done', async () => {
    const clock = { now: 0 };
    const call = account(() => clock.now);
    expect(await call('PutAlternateContact', PUT, late)).toEqual({});
    await expect(call('GetAlternateContact', GET)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    clock.now = 1500;
    expect(await call('GetAlternateContact', GET)).toHaveProperty('AlternateContact');
    expect(await call('DeleteAlternateContact', GET, late)).toEqual({});
    expect(await call('GetAlternateContact', GET)).toHaveProperty('AlternateContact');
    clock.now = 3000;
    await expect(call('GetAlternateContact', GET)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('is deleted before it is visible, and once only', async () => {
    const call = account();
    await call('PutAlternateContact', PUT, late);
    expect(await call('DeleteAlternateContact', GET)).toEqual({});
    await expect(call('DeleteAlternateContact', GET)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('quotas', () => {
  type Options = Parameters<typeof createAccountService>[0];

  /** Makes calls at a moment; counts how many are let through. */
  function caller(options: Options) {
    const clock = { now: 0 };
    const { operations } = createAccountService({ ...options, now: () => clock.now });
    return async (operation: string, times: number, now = 0, accountId = '111111111111') => {
      clock.now = now;
      const call = async () => operations[operation]?.run({ ...PUT, AccountId: undefined }, callFrom(accountId));
      const names = await Promise.all(Array.from({ length: times }, () => call().catch((error: Error) => error.name)));
      return names.filter((name) => name !== 'TooManyRequestsException').length;
    };
  }

  test.each([
    ['PutAlternateContact', 8, 5],
    ['GetAlternateContact', 15, 10],
    ['DeleteAlternateContact', 6, 1],
  ])('let through a burst of %s of %i, then %i a second', async (operation, burst, perSecond) => {
    const call = caller({ ...UNLIMITED, quotas: 'on', timeScale: 0.1 });
    expect(await call(operation, 30)).toBe(burst);
    expect(await call(operation, 30, 1000)).toBe(perSecond);
  });

  test('let through ten times as many calls a second, and the same burst, when time is scaled to a tenth', async () => {
    const call = caller({ ...UNLIMITED, quotas: 'scaled', timeScale: 0.1 });
    expect(await call('PutAlternateContact', 30)).toBe(8);
    expect(await call('PutAlternateContact', 30, 100)).toBe(5);
    expect(await call('PutAlternateContact', 30, 10_000)).toBe(8);
  });

  test('hold for each calling account by itself', async () => {
    const call = caller({ ...UNLIMITED, quotas: 'on', timeScale: 1 });
    expect(await call('PutAlternateContact', 30)).toBe(8);
    expect(await call('PutAlternateContact', 30, 0, '222222222222')).toBe(8);
  });

  test('do not hold when they are off', async () => {
    expect(await caller(UNLIMITED)('DeleteAlternateContact', 30)).toBe(30);
  });
});
