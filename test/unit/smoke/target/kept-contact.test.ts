import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeptContact } from '../../../../smoke/target/kept-contact.ts';

const CONTACT = { Name: 'Jane', Title: 'Boss', EmailAddress: 'jane@acme.test', PhoneNumber: '+1 555 0100' };
const OTHER = { ...CONTACT, Name: 'Smoke run 1234' };
const SANDBOX = { accountId: '222222222222', type: 'OPERATIONS' } as const;

let repository: string;

beforeEach(async () => {
  repository = await mkdtemp(join(tmpdir(), 'smoke-'));
});

afterEach(() => rm(repository, { recursive: true }));

const kept = (sandbox: ConstructorParameters<typeof KeptContact>[1] = SANDBOX) => new KeptContact(repository, sandbox);

describe('KeptContact', () => {
  it('gives the contact as it was before a run that was killed', async () => {
    expect(await kept().original(async () => CONTACT)).toEqual(CONTACT);
    expect(await kept().original(async () => OTHER)).toEqual(CONTACT);
  });

  it('knows that there was none', async () => {
    expect(await kept().original(async () => undefined)).toBeUndefined();
    expect(await kept().original(async () => OTHER)).toBeUndefined();
  });

  it('reads the contact again after it was put back', async () => {
    await kept().original(async () => CONTACT);
    await kept().forget();
    expect(await kept().original(async () => OTHER)).toEqual(OTHER);
  });

  it('keeps the contacts of each account and type apart', async () => {
    await kept().original(async () => CONTACT);
    expect(await kept({ ...SANDBOX, type: 'BILLING' }).original(async () => OTHER)).toEqual(OTHER);
    expect(await kept({ ...SANDBOX, accountId: '333333333333' }).original(async () => OTHER)).toEqual(OTHER);
  });
});
