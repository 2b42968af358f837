import '../environment.ts';

import { AccountClient, InternalServerException, ResourceNotFoundException } from '@aws-sdk/client-account';
import { STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deleteContact, getContact, putContact } from '../../../functions/aws/account-management.ts';
import { TooManyRequestsException } from '../../../functions/domain/errors.ts';
import { MANAGEMENT_ACCOUNT_ID, NEW_CONTACT, OLD_CONTACT, SECURITY } from '../builders.ts';
import { fakeClient } from './fake-client.ts';

/** Of a function whose time is not over. */
const GOING = new AbortController().signal;

const OWN = { ...SECURITY, accountId: MANAGEMENT_ACCOUNT_ID };
const FOUND = {
  AlternateContact: {
    AlternateContactType: 'SECURITY',
    Name: OLD_CONTACT.name,
    Title: OLD_CONTACT.title,
    EmailAddress: OLD_CONTACT.emailAddress,
    PhoneNumber: OLD_CONTACT.phoneNumber,
  },
};

const answering = (answer: () => unknown) => fakeClient(AccountClient, answer);
const throwing = (error: Error) =>
  answering(() => {
    throw error;
  });
const notFound = () => new ResourceNotFoundException({ message: 'No contact', $metadata: {} });
const throttled = () => new TooManyRequestsException('Slow down');

const slow = () => new InternalServerException({ message: 'Oh dear', $metadata: {} });

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-06-01T12:00:00.000Z'), toFake: ['Date'] });
  answering(() => ({}));
});

describe('getContact', () => {
  it('reads the contact of a member by its account id', async () => {
    const sent = answering(() => FOUND);
    await expect(getContact(SECURITY)).resolves.toEqual(OLD_CONTACT);
    expect(sent).toEqual([
      {
        name: 'GetAlternateContactCommand',
        input: { AlternateContactType: 'SECURITY', AccountId: '222222222222' },
      },
    ]);
  });

  it('omits the account id when the service runs in the management account and reads its own contact', async () => {
    const sent = answering(() => FOUND);
    await getContact(OWN);
    expect(sent[0]?.input).toEqual({ AlternateContactType: 'SECURITY' });
  });

  it('is null when none is set', async () => {
    throwing(notFound());
    await expect(getContact(SECURITY)).resolves.toBeNull();
  });

  it('is null when the answer holds none', async () => {
    await expect(getContact(SECURITY)).resolves.toBeNull();
  });

  it.each([
    { name: 'InternalServerException', error: slow },
    { name: 'TooManyRequestsException', error: throttled },
  ])('throws $name by its name, and tries no second time: the line is the pace', async ({ name, error }) => {
    const sent = throwing(error());
    await expect(getContact(SECURITY)).rejects.toMatchObject({ name });
    expect(sent).toHaveLength(1);
  });
});

describe('putContact', () => {
  it('sends the whole contact', async () => {
    const sent = answering(() => ({}));
    await putContact(SECURITY, NEW_CONTACT, GOING);
    expect(sent).toEqual([
      {
        name: 'PutAlternateContactCommand',
        input: {
          AccountId: '222222222222',
          AlternateContactType: 'SECURITY',
          Name: 'Response team',
          Title: 'Incident response',
          EmailAddress: 'response@example.com',
          PhoneNumber: '+1 555 0199',
        },
      },
    ]);
  });

  it('omits the account id when the service runs in the management account and sets its own contact', async () => {
    const sent = answering(() => ({}));
    await putContact(OWN, NEW_CONTACT, GOING);
    expect(sent[0]?.input).not.toHaveProperty('AccountId');
  });

  it.each([notFound(), throttled(), slow()])('throws $name of AWS, and never writes again', async (error) => {
    const sent = throwing(error);
    await expect(putContact(SECURITY, NEW_CONTACT, GOING)).rejects.toBe(error);
    expect(sent).toHaveLength(1);
  });
});

describe('deleteContact', () => {
  it('names account and type', async () => {
    const sent = answering(() => ({}));
    await deleteContact(SECURITY, GOING);
    expect(sent).toEqual([
      {
        name: 'DeleteAlternateContactCommand',
        input: { AccountId: '222222222222', AlternateContactType: 'SECURITY' },
      },
    ]);
  });

  it('omits the account id when the service runs in the management account and removes its own contact', async () => {
    const sent = answering(() => ({}));
    await deleteContact(OWN, GOING);
    expect(sent[0]?.input).toEqual({ AlternateContactType: 'SECURITY' });
  });

  it('is done when none is set', async () => {
    throwing(notFound());
    await expect(deleteContact(SECURITY, GOING)).resolves.toBeUndefined();
  });

  it.each([throttled(), slow()])('throws $name of AWS, and never writes again', async (error) => {
    const sent = throwing(error);
    await expect(deleteContact(SECURITY, GOING)).rejects.toBe(error);
    expect(sent).toHaveLength(1);
  });
});

describe('the client', () => {
  it('calls us-east-1 once and leaves retrying to the state machine', async () => {
    vi.restoreAllMocks();
    const regions: unknown[] = [];
    const attempts: unknown[] = [];
    vi.spyOn(AccountClient.prototype, 'send').mockImplementation(async function (this: AccountClient) {
      regions.push(await this.config.region());
      attempts.push(await this.config.maxAttempts());
    });
    await getContact(SECURITY).catch(() => undefined);
    expect(regions).toEqual(['us-east-1']);
    expect(attempts).toEqual([1]);
  });
});

describe('a service that runs outside the management account', () => {
  it('sends its own account id and throws InaccessibleAccountError for the management account', async () => {
    vi.resetModules();
    vi.stubEnv('SERVICE_ACCOUNT_ID', '333333333333');
    const sent = answering(() => ({}));
    const delegated = await import('../../../functions/aws/account-management.ts');
    vi.unstubAllEnvs();
    await delegated.deleteContact({ ...SECURITY, accountId: '333333333333' }, GOING);
    expect(sent[0]?.input['AccountId']).toBe('333333333333');
    await expect(delegated.getContact(OWN)).rejects.toMatchObject({ name: 'InaccessibleAccountError' });
    expect(sent).toHaveLength(1);
  });
});

describe('a service with a role in the management account', () => {
  const ROLE_ARN = 'arn:aws:iam::111111111111:role/alternate-contacts';
  const HOUR = 3_600_000;
  const MINUTE = 60_000;

  /** The calls of Account Management, each with the key and the settings of the client that would sign it. */
  let calls: { input: Record<string, unknown>; accessKeyId: string; attempts: unknown; region: unknown }[];

  beforeEach(() => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'OWN-KEY');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    vi.stubEnv('AWS_SESSION_TOKEN', 'token');
    calls = [];
    vi.spyOn(AccountClient.prototype, 'send').mockImplementation(async function (
      this: AccountClient,
      { input }: { input: object },
    ) {
      const { accessKeyId } = await this.config.credentials();
      const { region, maxAttempts } = this.config;
      calls.push({ input: { ...input }, accessKeyId, attempts: await maxAttempts(), region: await region() });
      return FOUND;
    });
  });

  afterEach(() => {
    vi.unstubAllEnvs();
  });

  /** The code as it starts in the delegated administrator. */
  const start = async () => {
    vi.resetModules();
    vi.stubEnv('SERVICE_ACCOUNT_ID', '333333333333');
    vi.stubEnv('MANAGEMENT_ROLE_ARN', ROLE_ARN);
    return import('../../../functions/aws/account-management.ts');
  };

  /** STS, which gives a new key every time, for an hour. */
  const giving = (differences: object = {}) => {
    let keys = 0;
    return fakeClient(STSClient, () => {
      keys += 1;
      const Expiration = new Date(Date.now() + HOUR);
      const given = { AccessKeyId: `ROLE-KEY-${keys}`, SecretAccessKey: 'secret', SessionToken: 'token', Expiration };
      return { Credentials: { ...given, ...differences } };
    });
  };

  it('reads, sets and removes the contact of the management account by the role, and names no account', async () => {
    const assumed = giving();
    const { getContact, putContact, deleteContact } = await start();
    await expect(getContact(OWN)).resolves.toEqual(OLD_CONTACT);
    await putContact(OWN, NEW_CONTACT, GOING);
    await deleteContact(OWN, GOING);
    expect(assumed).toEqual([
      { name: 'AssumeRoleCommand', input: { RoleArn: ROLE_ARN, RoleSessionName: 'alternate-contacts' } },
    ]);
    expect(calls.map(({ accessKeyId }) => accessKeyId)).toEqual(Array(3).fill('ROLE-KEY-1'));
    for (const { input } of calls) expect(input).not.toHaveProperty('AccountId');
    expect(calls[1]?.input).toMatchObject({ AlternateContactType: 'SECURITY', Name: NEW_CONTACT.name });
  });

  it('calls us-east-1 once by the role, too, and leaves retrying to the state machine', async () => {
    giving();
    const { getContact } = await start();
    await getContact(OWN);
    expect(calls).toMatchObject([{ attempts: 1, region: 'us-east-1' }]);
  });

  it.each(['222222222222', '333333333333'])('reaches the account %s by itself, and names it', async (accountId) => {
    const assumed = giving();
    const { getContact } = await start();
    await getContact({ ...SECURITY, accountId });
    expect(assumed).toEqual([]);
    expect(calls).toMatchObject([{ accessKeyId: 'OWN-KEY', input: { AccountId: accountId } }]);
  });

  it('takes on the role once when it is needed twice at the same time', async () => {
    const assumed = giving();
    const { getContact } = await start();
    await Promise.all([getContact(OWN), getContact({ ...OWN, alternateContactType: 'BILLING' })]);
    expect(assumed).toHaveLength(1);
  });

  it.each([
    { minutes: 54, key: 'ROLE-KEY-1' },
    { minutes: 56, key: 'ROLE-KEY-2' },
  ])('signs with $key when it has taken on the role $minutes minutes ago, for an hour', async ({ minutes, key }) => {
    giving();
    const { getContact } = await start();
    await getContact(OWN);
    vi.setSystemTime(Date.now() + minutes * MINUTE);
    await getContact(OWN);
    expect(calls[1]?.accessKeyId).toBe(key);
  });

  it('reads again after it was throttled without taking on the role again', async () => {
    const assumed = giving();
    const { getContact } = await start();
    const { send } = AccountClient.prototype;
    vi.mocked(send).mockRejectedValueOnce(throttled() as never);
    await expect(getContact(OWN)).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    await expect(getContact(OWN)).resolves.toEqual(OLD_CONTACT);
    expect(assumed).toHaveLength(1);
  });

  it('throws the error of STS by its name, and takes on the role with the next call', async () => {
    const denied = Object.assign(new Error('not authorized to perform: sts:AssumeRole'), { name: 'AccessDenied' });
    fakeClient(STSClient, () => {
      throw denied;
    });
    const { getContact } = await start();
    await expect(getContact(OWN)).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(calls).toEqual([]);
    giving();
    await expect(getContact(OWN)).resolves.toEqual(OLD_CONTACT);
  });

  it.each([{ AccessKeyId: undefined }, { SecretAccessKey: undefined }])(
    'throws, and calls nothing, when STS gives credentials with %j',
    async (differences) => {
      giving(differences);
      const { getContact } = await start();
      await expect(getContact(OWN)).rejects.toThrow('AWS STS gave no credentials');
      expect(calls).toEqual([]);
    },
  );
});
