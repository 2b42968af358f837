import '../environment.ts';

import { AccessDeniedException, AccountClient } from '@aws-sdk/client-account';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { getContact } from '../../../functions/aws/account-management.ts';
import { claimContacts, leaveContacts } from '../../../functions/aws/contact-claims.ts';
import { registerRecord } from '../../../functions/aws/request-table.ts';
import { isOutOfDate, isShown } from '../../../functions/steps/contact-confirmation.ts';
import { fakeClient } from '../aws/fake-client.ts';
import { FakeTable } from '../aws/fake-table.ts';
import {
  APPLIED_AT,
  NEW_CONTACT,
  OLD_CONTACT,
  pendingRecord,
  plannedChange,
  REQUEST_KEY,
  SECURITY,
} from '../builders.ts';

vi.mock('node:timers/promises', () => ({
  setTimeout: async (milliseconds: number) => {
    vi.setSystemTime(Date.now() + milliseconds);
  },
}));

const answerOf = ({
  name: Name,
  title: Title,
  emailAddress: EmailAddress,
  phoneNumber: PhoneNumber,
}: typeof NEW_CONTACT) => ({
  AlternateContact: { Name, Title, EmailAddress, PhoneNumber },
});

/** Lets AWS show these contacts, one read after the other, and the last of them from then on. */
function showing(...contacts: (typeof NEW_CONTACT)[]) {
  let reads = 0;
  return fakeClient(AccountClient, () => {
    const shown = contacts[Math.min(reads, contacts.length - 1)] ?? OLD_CONTACT;
    reads += 1;
    return answerOf(shown);
  });
}

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(APPLIED_AT), toFake: ['Date'] });
});

describe('isShown', () => {
  it('is so when one read shows the contact, however many have not', async () => {
    const sent = showing(OLD_CONTACT, OLD_CONTACT, NEW_CONTACT, OLD_CONTACT);
    await expect(isShown(SECURITY, NEW_CONTACT, { milliseconds: 10_000, read: getContact })).resolves.toBe(true);
    expect(sent).toHaveLength(3);
  });

  it('needs no second read, and no pause, when the first one shows it', async () => {
    const sent = showing(NEW_CONTACT);
    await expect(isShown(SECURITY, NEW_CONTACT, { milliseconds: 10_000, read: getContact })).resolves.toBe(true);
    expect(sent).toHaveLength(1);
    expect(Date.now()).toBe(Date.parse(APPLIED_AT));
  });

  it('is not so after six reads over six seconds', async () => {
    const sent = showing(OLD_CONTACT);
    await expect(isShown(SECURITY, NEW_CONTACT, { milliseconds: 10_000, read: getContact })).resolves.toBe(false);
    expect(sent).toHaveLength(6);
    expect(Date.now() - Date.parse(APPLIED_AT)).toBe(6200);
  });

  it('does not begin a pause that would take too long', async () => {
    const sent = showing(OLD_CONTACT);
    await expect(isShown(SECURITY, NEW_CONTACT, { milliseconds: 1000, read: getContact })).resolves.toBe(false);
    expect(sent).toHaveLength(3);
    expect(Date.now() - Date.parse(APPLIED_AT)).toBeLessThan(1000);
  });

  it('is not so when a read does not answer in time', async () => {
    vi.spyOn(AccountClient.prototype, 'send').mockImplementation(
      (_command: unknown, options: unknown) =>
        new Promise((_, reject) => {
          const { abortSignal } = Object(options);
          abortSignal.addEventListener('abort', () => reject(abortSignal.reason));
        }),
    );
    await expect(isShown(SECURITY, NEW_CONTACT, { milliseconds: 5, read: getContact })).resolves.toBe(false);
  });

  it('throws the error of AWS by its name when it is not the time', async () => {
    fakeClient(AccountClient, () => {
      throw new AccessDeniedException({ message: 'no', $metadata: {} });
    });
    await expect(isShown(SECURITY, NEW_CONTACT, { milliseconds: 10_000, read: getContact })).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });
});

describe('isOutOfDate', () => {
  const change = plannedChange();

  /** Another request has changed the contact, and released it. */
  async function changed(): Promise<void> {
    await registerRecord(pendingRecord({ status: 'APPLIED', plan: [change] }));
    await claimContacts(REQUEST_KEY, [change]);
    await leaveContacts(REQUEST_KEY, [change], [change]);
  }

  beforeEach(() => {
    fakeClient(DynamoDBDocumentClient, new FakeTable().answer);
  });

  it('is so when a read shows what the contact was before the last change of this service', async () => {
    await changed();
    await expect(isOutOfDate(SECURITY, OLD_CONTACT)).resolves.toBe(true);
  });

  it('is not so when a read shows the last change, or something that the contact never was', async () => {
    await changed();
    vi.setSystemTime(Date.now() + 1000);
    await expect(isOutOfDate(SECURITY, NEW_CONTACT)).resolves.toBe(false);
    await expect(isOutOfDate(SECURITY, null)).resolves.toBe(false);
  });

  it('is not so when the change was long ago', async () => {
    await changed();
    vi.setSystemTime(Date.now() + 901_000);
    await expect(isOutOfDate(SECURITY, OLD_CONTACT)).resolves.toBe(false);
  });

  it('is not so when this service has never changed the contact', async () => {
    await expect(isOutOfDate(SECURITY, OLD_CONTACT)).resolves.toBe(false);
  });
});
