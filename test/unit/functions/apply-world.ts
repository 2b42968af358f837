import { AsyncLocalStorage } from 'node:async_hooks';
import { AccountClient, ResourceNotFoundException } from '@aws-sdk/client-account';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { vi } from 'vitest';
import { registerRecord } from '../../../functions/aws/request-table.ts';
import { contactName, isSameContact } from '../../../functions/domain/contact/contact.ts';
import { recordOf } from '../../../functions/domain/ledger/evolve.ts';
import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
import type { PlannedChange } from '../../../functions/domain/request/plan.ts';
import { type RequestKey, requestIdIn } from '../../../functions/domain/request/request-key.ts';
import type { Contact } from '../../../schemas/compiled/contact.js';
import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import { fakeClient, type SentCommand } from '../aws/fake-client.ts';
import { fakeKms } from '../aws/fake-kms.ts';
import { FakeTable } from '../aws/fake-table.ts';
import { changeRequest, pendingRecord, SECURITY, VOTED_AT, vote } from '../builders.ts';
import { keepEvidence } from './kept-evidence.ts';

/** The call of the SDK, counted from 1, at which a function dies: before AWS gets it, or before its answer arrives. */
export interface Death {
  call: number;
  when: 'before' | 'after';
}

/** The result of an invocation: its output, or nothing when it died. */
export type Attempt = { output: unknown } | 'died';

/** Both deaths at each of so many calls, in order. */
export function deathsAt(calls: number): Death[] {
  return Array.from({ length: calls }, (_, index) => index + 1).flatMap((call) => [
    { call, when: 'before' as const },
    { call, when: 'after' as const },
  ]);
}

/** One run of a function. It tells the callers of AWS apart, however runs interleave. */
class Invocation {
  /** The commands that it has sent. */
  readonly sent: string[] = [];
  readonly #death: Death | undefined;
  readonly #died = Promise.withResolvers<'died'>();

  constructor(death?: Death) {
    this.#death = death;
  }

  get died(): Promise<'died'> {
    return this.#died.promise;
  }

  /** Lets a call take effect. Nothing of a function goes on after its death: the call that it dies at never answers. */
  async call(name: string, take: () => Promise<unknown>): Promise<unknown> {
    this.sent.push(name);
    if (this.sent.length !== this.#death?.call) return take();
    if (this.#death.when === 'after') await take().catch(() => undefined);
    this.#died.resolve('died');
    return new Promise(() => undefined);
  }
}

const invocations = new AsyncLocalStorage<Invocation>();

/**
 * The contacts that AWS holds. Reads show a write late, each by the next of `lags` (milliseconds), in a circle; a read that
 * shows none, and a deletion of none, throw as AWS does.
 */
class FakeContacts {
  lags = [0];
  /** What was written, `null` for a deletion, in order and whether or not it made a difference. */
  readonly writes: (Contact | null)[] = [];
  #reads = 0;
  readonly #versions = new Map<string, { since: number; contact: Contact | null }[]>();

  /** Sets a contact as somebody else does. */
  set(key: ContactKey, contact: Contact | null): void {
    const name = contactName(key);
    this.#versions.set(name, [...(this.#versions.get(name) ?? []), { since: Date.now(), contact }]);
  }

  /** The contact as it is. */
  get(key: ContactKey): Contact | null {
    return this.#at(contactName(key), Number.POSITIVE_INFINITY);
  }

  /** Every value that the contact has had, one after the other, without those that were the same as before. */
  valuesOf(key: ContactKey): (Contact | null)[] {
    const contacts = (this.#versions.get(contactName(key)) ?? []).map(({ contact }) => contact);
    return contacts.filter((contact, index) => index === 0 || !isSameContact(contact, contacts[index - 1] ?? null));
  }

  readonly answer = ({ name, input }: SentCommand): object => {
    const key = `${input['AccountId']}/${input['AlternateContactType']}`;
    if (name === 'GetAlternateContactCommand') return { AlternateContact: this.#show(key) };
    const { Name, Title, EmailAddress, PhoneNumber } = Object(input);
    const isPut = name === 'PutAlternateContactCommand';
    const contact = isPut ? { name: Name, title: Title, emailAddress: EmailAddress, phoneNumber: PhoneNumber } : null;
    if (!isPut && !this.#at(key, Number.POSITIVE_INFINITY)) throw notFound();
    this.writes.push(contact);
    this.#versions.set(key, [...(this.#versions.get(key) ?? []), { since: Date.now(), contact }]);
    return {};
  };

  #show(key: string): object {
    const lag = this.lags[this.#reads % this.lags.length] ?? 0;
    this.#reads += 1;
    const shown = this.#at(key, Date.now() - lag);
    if (!shown) throw notFound();
    const { name: Name, title: Title, emailAddress: EmailAddress, phoneNumber: PhoneNumber } = shown;
    return { Name, Title, EmailAddress, PhoneNumber };
  }

  #at(key: string, time: number): Contact | null {
    return this.#versions.get(key)?.findLast(({ since }) => since <= time)?.contact ?? null;
  }
}

function notFound(): ResourceNotFoundException {
  return new ResourceNotFoundException({ message: 'No contact of this type', $metadata: {} });
}

/**
 * The AWS that approved changes are applied in: a table, contacts, a bus and mails in memory, behind the real clients. Its
 * clock moves by `pass` and by the functions' own pauses alone.
 */
export class ApplyWorld {
  readonly table = new FakeTable();
  readonly contacts = new FakeContacts();
  /** The details of the status events, and how many mails were sent. */
  readonly statusEvents: object[] = [];
  mails = 0;
  /** Called before each call of AWS takes effect, with its number in its invocation; what it does happens first. */
  beforeCall: (call: number, command: SentCommand) => unknown = () => undefined;
  /** Called when a call has taken effect; the answer, which shows that moment, arrives when it is done. */
  beforeAnswer: (call: number) => unknown = () => undefined;

  constructor(start = VOTED_AT) {
    vi.useFakeTimers({ now: new Date(start), toFake: ['Date'] });
    fakeClient(DynamoDBDocumentClient, (command) => this.#call(command, this.table.answer));
    fakeClient(AccountClient, (command) => this.#call(command, this.contacts.answer));
    fakeClient(EventBridgeClient, (command) => this.#call(command, ({ input }) => this.#tell(input)));
    fakeKms();
    fakeClient(SESv2Client, (command) => this.#call(command, () => this.#mail()));
  }

  pass(seconds: number): void {
    vi.setSystemTime(Date.now() + seconds * 1000);
  }

  /** Registers a request for these changes as if it had been approved. */
  async approve(requestKey: RequestKey, ...plan: PlannedChange[]): Promise<void> {
    const changes = plan.map(({ accountId, alternateContactType, after }) => ({
      ...{ accountId, alternateContactType },
      ...(after ? { action: 'PUT' as const, contact: after } : { action: 'DELETE' as const }),
    }));
    const request = changeRequest({ requestId: requestIdIn(requestKey), changes });
    const record = pendingRecord({ request, status: 'APPROVED', applyingSince: VOTED_AT, plan, votes: [vote()] });
    await registerRecord(record);
    await keepEvidence(record);
  }

  /** Runs a function, until it answers or dies. @throws what the function throws */
  async run(work: () => Promise<unknown>, death?: Death): Promise<{ attempt: Attempt; sent: string[] }> {
    const invocation = new Invocation(death);
    const answer = invocations.run(invocation, work).then((output) => ({ output }));
    const attempt = await Promise.race([answer, invocation.died]);
    return { attempt, sent: invocation.sent };
  }

  record(requestKey: RequestKey): RequestRecord {
    return recordOf(Object(structuredClone(this.table.items.get(`REQUEST#${requestKey}`)?.['history'])));
  }

  /** How the request ended by its record, and what has happened since it began to be applied, times aside. */
  ending(requestKey: RequestKey) {
    const { status, results, history } = this.record(requestKey);
    const since = history.findIndex(({ type }) => type === 'ApplyStarted') + 1;
    return { status, results, events: history.slice(since).map(({ at: _, ...event }) => event) };
  }

  /** Who holds the contact now. */
  holder({ accountId, alternateContactType }: ContactKey = SECURITY): unknown {
    const lock = this.table.items.get(`CONTACT#${accountId}#${alternateContactType}`);
    return Number(lock?.['ttl']) > Date.now() / 1000 ? lock?.['holder'] : undefined;
  }

  async #call(command: SentCommand, respond: (command: SentCommand) => object): Promise<unknown> {
    const take = async () => respond(command);
    const invocation = invocations.getStore();
    if (!invocation) return take();
    const call = invocation.sent.length + 1;
    await this.beforeCall(call, command);
    const answer = await invocation.call(command.name, take);
    await this.beforeAnswer(call);
    return answer;
  }

  #tell(input: Record<string, unknown>): object {
    for (const { DetailType, Detail } of Object(input)['Entries']) {
      if (/Status Changed$/.test(DetailType)) this.statusEvents.push(JSON.parse(Detail));
    }
    return { Entries: [] };
  }

  #mail(): object {
    this.mails += 1;
    return { MessageId: `mail-${this.mails}` };
  }
}
