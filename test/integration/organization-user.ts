import { createHash } from 'node:crypto';
import { AccountClient, PutAlternateContactCommand } from '@aws-sdk/client-account';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { ALTERNATE_CONTACT_TYPES } from '../../functions/domain/contact/contact.ts';
import type { InventoryItem } from '../../functions/domain/inventory/inventory.ts';
import type { RequestRecord } from '../../functions/domain/ledger/record.ts';
import type { Change } from '../../schemas/compiled/change-request.js';
import type { Contact } from '../../schemas/compiled/contact.js';
import type { DriftEvent } from '../../schemas/compiled/drift-event.js';
import { makeRequest, type Requester, SOC, until } from './requester.ts';
import type { TestStack } from './stack.ts';
import type { UsedStack } from './use-stack.ts';

/** The contact that the baselines of tests want. */
export const WANTED: Contact = {
  name: 'Security operations',
  title: 'Security',
  emailAddress: 'security@example.com',
  phoneNumber: '+1 555 0100',
};

/** A user of a running stack who looks at the whole organization: sweeps it, and asks for campaigns. */
export class OrganizationUser {
  readonly #stack: TestStack;
  readonly #user: Requester;
  readonly #outsider: AccountClient;
  readonly #table: DynamoDBDocumentClient;
  readonly #bucket: S3Client;

  constructor({ stack, user }: UsedStack) {
    this.#stack = stack;
    this.#user = user;
    this.#outsider = new AccountClient(stack.client);
    this.#table = DynamoDBDocumentClient.from(new DynamoDBClient(stack.client));
    this.#bucket = new S3Client({ ...stack.client, forcePathStyle: true });
  }

  /** Sets the SECURITY contact of an account without the service. */
  async setOutside(AccountId: string, { name, title, emailAddress, phoneNumber }: Contact): Promise<void> {
    await this.#outsider.send(
      new PutAlternateContactCommand({
        ...{ AccountId, AlternateContactType: 'SECURITY' },
        ...{ Name: name, Title: title, EmailAddress: emailAddress, PhoneNumber: phoneNumber },
      }),
    );
  }

  /** Runs a sweep to its end. @returns its output */
  async sweep(): Promise<Record<string, unknown>> {
    const stateMachineArn = this.#stack.health.stateMachineArn.replace(/change-request$/, 'sweep');
    const { stepFunctions } = this.#user;
    const { executionArn } = await stepFunctions.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }));
    return until('the end of the sweep', async () => {
      const { status, output = '{}' } = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
      if (status === 'FAILED') throw new Error(`the sweep ${executionArn} has failed`);
      return status === 'SUCCEEDED' ? Object(JSON.parse(output)) : undefined;
    });
  }

  /** What the inventory has of an account. */
  async known(accountId: string): Promise<InventoryItem | undefined> {
    const TableName = `${this.#stack.health.eventBusName}-inventory`;
    return Object((await this.#table.send(new GetCommand({ TableName, Key: { accountId } }))).Item);
  }

  /** The details of the events of a type that the bus has told. */
  async typed(type: string): Promise<unknown[]> {
    return (await this.#stack.events()).filter((event) => event['detail-type'] === type).map(({ detail }) => detail);
  }

  /** The contacts of which the bus has told that somebody else has changed them, oldest first. */
  async drifts(): Promise<DriftEvent[]> {
    return (await this.typed('Alternate Contact Drift Detected')).map(Object);
  }

  /** Uploads a change set, and asks for it. @returns the requestId */
  async askCampaign(changes: object[]): Promise<string> {
    const text = changes.map((change) => `${JSON.stringify(change)}\n`).join('');
    const sha256 = createHash('sha256').update(text).digest('hex');
    const key = `change-sets/${sha256}.jsonl`;
    await this.#bucket.send(new PutObjectCommand({ Bucket: this.#bucketName, Key: key, Body: text }));
    const { changes: _, ...request } = makeRequest();
    await this.#user.put({ ...request, changeSet: { key, sha256, count: changes.length } });
    return request.requestId;
  }

  /** Waits until the record of a request has this. */
  untilRecord(requestId: string, what: string, has: (record: RequestRecord) => boolean): Promise<RequestRecord> {
    return until(what, async () => {
      const record = await this.#user.record(requestId);
      return has(record) ? record : undefined;
    });
  }

  /** The text of an object of the service's bucket; nothing if there is none. */
  async object(Key: string): Promise<string | undefined> {
    try {
      const { Body } = await this.#bucket.send(new GetObjectCommand({ Bucket: this.#bucketName, Key }));
      return await Body?.transformToString();
    } catch (error) {
      if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
      throw error;
    }
  }

  get #bucketName(): string {
    return `${this.#stack.health.eventBusName}-111111111111-us-east-1`;
  }
}

/** Changes of all contacts of so many accounts. */
export function changesOf(first: number, accounts: number): Change[] {
  const ids = Array.from({ length: accounts }, (_, index) => String(900_000_000_000 + first + index));
  return ids.flatMap((accountId) =>
    ALTERNATE_CONTACT_TYPES.map(
      (alternateContactType): Change => ({ accountId, alternateContactType, action: 'PUT', contact: SOC }),
    ),
  );
}
