import {
  type AlternateContact,
  DeleteAlternateContactCommand,
  GetAlternateContactCommand,
  PutAlternateContactCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-account';
import type { Target } from '../target/target.ts';
import { until } from '../wait.ts';
import type { Context, Sandbox } from './context.ts';

/** What a call of Account Management needs. */
type Reached = Pick<Target, 'place' | 'clients'>;

/** A contact as a request names it. */
export interface ContactFields {
  name: string;
  title: string;
  emailAddress: string;
  phoneNumber: string;
}

/** A contact that no other run and no other step has set. */
export function contactOf({ runId, approver }: Context, step: string): ContactFields {
  return {
    name: `Smoke run ${runId} ${step}`,
    title: 'Alternate contacts',
    emailAddress: approver,
    phoneNumber: '+1 555 0100',
  };
}

/** How the Account Management API is told which contact: the management account must leave its own id out. */
export function contactKey({ place }: Pick<Target, 'place'>, { accountId, type }: Sandbox) {
  const isOmitted = accountId === place.accountId && (place.managementAccountId ?? accountId) === accountId;
  return { AlternateContactType: type, ...(!isOmitted && { AccountId: accountId }) };
}

/** The contact as it is now; nothing if it is not set. */
export async function readContact(target: Reached, sandbox: Sandbox): Promise<AlternateContact | undefined> {
  const command = new GetAlternateContactCommand(contactKey(target, sandbox));
  try {
    return (await target.clients.patientAccount.send(command)).AlternateContact;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** Makes the contact what it should be, without the service. */
export async function writeContact(target: Reached, sandbox: Sandbox, contact: AlternateContact | undefined) {
  const key = contactKey(target, sandbox);
  const { patientAccount } = target.clients;
  if (!contact) {
    await patientAccount.send(new DeleteAlternateContactCommand(key)).catch((error: unknown) => {
      if (!(error instanceof ResourceNotFoundException)) throw error;
    });
    return;
  }
  const { Name, Title, EmailAddress, PhoneNumber } = contact;
  await patientAccount.send(new PutAlternateContactCommand({ ...key, Name, Title, EmailAddress, PhoneNumber }));
}

/** Whether two contacts have the same fields. */
export function isSameContact(one: AlternateContact | undefined, other: AlternateContact | undefined): boolean {
  return fieldsOf(one && asRequested(one)) === fieldsOf(other && asRequested(other));
}

/** Waits until AWS shows the contact: its reads lag behind. @throws SmokeError */
export async function expectContact({ target, sandbox, signal }: Context, wanted: ContactFields | undefined) {
  await until('sign of the change at AWS', { signal, seconds: 60 }, async () => {
    const contact = await readContact(target, sandbox);
    return fieldsOf(contact && asRequested(contact)) === fieldsOf(wanted) || undefined;
  });
}

/** A contact of AWS as a request names it. */
export function asRequested(contact: AlternateContact): ContactFields {
  const { Name = '', Title = '', EmailAddress = '', PhoneNumber = '' } = contact;
  return { name: Name, title: Title, emailAddress: EmailAddress, phoneNumber: PhoneNumber };
}

function fieldsOf(contact: ContactFields | undefined): string {
  return JSON.stringify([contact?.name, contact?.title, contact?.emailAddress, contact?.phoneNumber]);
}
