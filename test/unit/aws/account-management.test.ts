import '../environment.ts';

import { AccountClient, ResourceNotFoundException, TooManyRequestsException } from '@aws-sdk/client-account';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { deleteContact, getContact, putContact } from '../../../functions/aws/account-management.ts';
import { MANAGEMENT_ACCOUNT_ID, NEW_CONTACT, OLD_CONTACT, SECURITY } from '../builders.ts';
import { fakeClient } from './fake-client.ts';

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
const throttled = () => new TooManyRequestsException({ message: 'Slow down', $metadata: {} });

beforeEach(() => {
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

  it('throws the error of AWS by its name when it is any other', async () => {
    throwing(throttled());
    await expect(getContact(SECURITY)).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  });
});

describe('putContact', () => {
  it('sends the whole contact', async () => {
    const sent = answering(() => ({}));
    await putContact(SECURITY, NEW_CONTACT);
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
    await putContact(OWN, NEW_CONTACT);
    expect(sent[0]?.input).not.toHaveProperty('AccountId');
  });

  it.each([notFound(), throttled()])('throws $name of AWS', async (error) => {
    throwing(error);
    await expect(putContact(SECURITY, NEW_CONTACT)).rejects.toBe(error);
  });
});

describe('deleteContact', () => {
  it('names account and type', async () => {
    const sent = answering(() => ({}));
    await deleteContact(SECURITY);
    expect(sent).toEqual([
      {
        name: 'DeleteAlternateContactCommand',
        input: { AccountId: '222222222222', AlternateContactType: 'SECURITY' },
      },
    ]);
  });

  it('omits the account id when the service runs in the management account and removes its own contact', async () => {
    const sent = answering(() => ({}));
    await deleteContact(OWN);
    expect(sent[0]?.input).toEqual({ AlternateContactType: 'SECURITY' });
  });

  it('is done when none is set', async () => {
    throwing(notFound());
    await expect(deleteContact(SECURITY)).resolves.toBeUndefined();
  });

  it('throws the error of AWS by its name when it is any other', async () => {
    throwing(throttled());
    await expect(deleteContact(SECURITY)).rejects.toMatchObject({ name: 'TooManyRequestsException' });
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
  it('sends its own account id and throws UnreachableAccountError for the management account', async () => {
    vi.resetModules();
    vi.stubEnv('SERVICE_ACCOUNT_ID', '333333333333');
    const sent = answering(() => ({}));
    const delegated = await import('../../../functions/aws/account-management.ts');
    vi.unstubAllEnvs();
    await delegated.deleteContact({ ...SECURITY, accountId: '333333333333' });
    expect(sent[0]?.input['AccountId']).toBe('333333333333');
    await expect(delegated.getContact(OWN)).rejects.toMatchObject({ name: 'UnreachableAccountError' });
    expect(sent).toHaveLength(1);
  });
});
