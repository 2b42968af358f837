import { setTimeout as delay } from 'node:timers/promises';
import { AccountClient, PutAlternateContactCommand } from '@aws-sdk/client-account';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteMessageCommand, GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { LoggedCall } from 'embedded-aws/endpoint/call-log.ts';
import { recordOf } from '../../../functions/domain/ledger/evolve.ts';
import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import { makeRequest, type Requester, SOC } from '../requester.ts';
import type { TestStack } from '../stack.ts';
import { WorldBucket } from './world-bucket.ts';

const PATIENCE_MILLISECONDS = 60_000;
const POLL_MILLISECONDS = 40;

/** Where all accounts are that requests are made for. */
const UNIT = 'ou-ab12-bulk0001';

/** An event on a bus, as `/_local/events` shows it. */
interface SeenEvent {
  source: string;
  'detail-type': string;
  detail: Record<string, unknown>;
}

/** A stack, and what its users and AWS do there. */
export class World {
  readonly stack: TestStack;
  readonly user: Requester;
  readonly bucket: WorldBucket;
  readonly #account: AccountClient;
  readonly #bus: EventBridgeClient;
  readonly #lambda: LambdaClient;
  readonly #table: DynamoDBDocumentClient;
  readonly #queue: SQSClient;
  readonly #letters: string[] = [];
  #contacts = 0;
  /** How many events and calls there were when somebody looked last. */
  #seen = { events: 0, calls: 0 };

  constructor(stack: TestStack, user: Requester) {
    this.stack = stack;
    this.user = user;
    this.bucket = new WorldBucket(stack);
    this.#account = new AccountClient(stack.client);
    this.#bus = new EventBridgeClient(stack.client);
    this.#queue = new SQSClient(stack.client);
    this.#lambda = new LambdaClient(stack.client);
    this.#table = DynamoDBDocumentClient.from(new DynamoDBClient(stack.client));
  }

  /** A contact that nobody has asked for yet. */
  newContact(): ContactKey {
    const types = ['SECURITY', 'BILLING', 'OPERATIONS'] as const;
    const number = this.#contacts++;
    const accountId = String(900_000_000_001 + (number % 1000));
    return { accountId, alternateContactType: types[Math.floor(number / 1000)] ?? 'SECURITY' };
  }

  /** A request for one contact. */
  newRequest(system: string, contact = this.newContact(), action: 'PUT' | 'DELETE' = 'PUT') {
    const changes = [action === 'PUT' ? { ...contact, action, contact: SOC } : { ...contact, action }];
    return makeRequest({ source: { system }, changes });
  }

  async setContact({ accountId, alternateContactType }: ContactKey, details = SOC): Promise<void> {
    const { name: Name, title: Title, emailAddress: EmailAddress, phoneNumber: PhoneNumber } = details;
    const contact = { Name, Title, EmailAddress, PhoneNumber };
    await this.#account.send(
      new PutAlternateContactCommand({ AccountId: accountId, AlternateContactType: alternateContactType, ...contact }),
    );
  }

  /** Puts an event on the bus of the service, or on the default one. */
  async putEvent(event: { Source: string; DetailType: string; Detail: object; bus?: string }): Promise<void> {
    const { bus = this.stack.health.eventBusName, Detail, ...entry } = event;
    const Entries = [{ ...entry, EventBusName: bus, Detail: JSON.stringify(Detail) }];
    await this.#bus.send(new PutEventsCommand({ Entries }));
  }

  /** Ends the threads of a function, so that it has nothing in its memory when it is invoked next, and takes what it has kept of the OU. */
  async forget(functionName: string): Promise<void> {
    const name = `alternate-contacts-local-${functionName}`;
    await fetch(`${this.stack.client.endpoint}/_local/kills?function=${name}`, { method: 'POST' });
    await this.putItem({ pk: `ACCOUNT#${functionName}#${UNIT}` });
  }

  /** Invokes a function and waits for it. @returns whether it succeeded */
  async invoke(functionName: string, payload: object): Promise<boolean> {
    const FunctionName = `alternate-contacts-local-${functionName}`;
    const { FunctionError } = await this.#lambda.send(
      new InvokeCommand({ FunctionName, Payload: JSON.stringify(payload) }),
    );
    return FunctionError === undefined;
  }

  /** The bodies of all dead letters so far. */
  async deadLetters(): Promise<string[]> {
    const QueueName = 'alternate-contacts-local-dead-letters';
    const { QueueUrl } = await this.#queue.send(new GetQueueUrlCommand({ QueueName }));
    for (;;) {
      const { Messages = [] } = await this.#queue.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
      );
      if (Messages.length === 0) return this.#letters;
      for (const { Body = '', ReceiptHandle } of Messages) {
        this.#letters.push(Body);
        await this.#queue.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
  }

  async item(pk: string): Promise<Record<string, unknown> | undefined> {
    const { eventBusName: TableName } = this.stack.health;
    const { Item } = await this.#table.send(new GetCommand({ TableName, Key: { pk }, ConsistentRead: true }));
    return Item;
  }

  async putItem(Item: Record<string, unknown>): Promise<void> {
    await this.#table.send(new PutCommand({ TableName: this.stack.health.eventBusName, Item }));
  }

  /** What is known of an account. */
  async known(accountId: string): Promise<Record<string, unknown> | undefined> {
    const command = new GetCommand({ TableName: this.#inventoryName, Key: { accountId }, ConsistentRead: true });
    return (await this.#table.send(command)).Item;
  }

  async putKnown(Item: Record<string, unknown>): Promise<void> {
    await this.#table.send(new PutCommand({ TableName: this.#inventoryName, Item }));
  }

  get #inventoryName(): string {
    return `${this.stack.health.eventBusName}-inventory`;
  }

  async deleteItem(pk: string): Promise<void> {
    await this.#table.send(new DeleteCommand({ TableName: this.stack.health.eventBusName, Key: { pk } }));
  }

  async record(requestKey: string): Promise<RequestRecord | undefined> {
    const item = await this.item(`REQUEST#${requestKey}`);
    if (!item) return undefined;
    const history = item['history'];
    const isEnding = item['isEnding'] !== undefined;
    return { ...recordOf(history as never), version: Number(item['version']), ...(isEnding && { isEnding }) };
  }

  async events(from: number): Promise<SeenEvent[]> {
    return this.#read(`/_local/events?from=${from}`);
  }

  async calls(from: number): Promise<LoggedCall[]> {
    return this.#read(`/_local/calls?from=${from}`);
  }

  /** Where the events and calls that come next begin. */
  async now(): Promise<{ events: number; calls: number }> {
    const { events, calls } = this.#seen;
    this.#seen = {
      events: events + (await this.events(events)).length,
      calls: calls + (await this.calls(calls)).length,
    };
    return this.#seen;
  }

  async forgetMails(): Promise<void> {
    await fetch(`${this.stack.inboxUrl}/clear-store`, { method: 'POST' });
  }

  async #read<Content>(path: string): Promise<Content> {
    return JSON.parse(await (await fetch(`${this.stack.client.endpoint}${path}`)).text());
  }
}

/** Waits until `find` finds something. */
export async function until<T>(what: string, find: () => Promise<T | undefined>, patience = PATIENCE_MILLISECONDS) {
  for (const giveUpAt = Date.now() + patience; Date.now() < giveUpAt; await delay(POLL_MILLISECONDS)) {
    const found = await find();
    if (found !== undefined) return found;
  }
  throw new Error(`waited in vain for ${what}`);
}
