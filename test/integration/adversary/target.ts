import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeExecutionCommand, SendTaskSuccessCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { linkCommitments, linkHash } from '../../../functions/domain/approval/page-link.ts';
import type { RequestEvent } from '../../../functions/domain/ledger/events.ts';
import { type RequestKey, requestKeyOf } from '../../../functions/domain/request/request-key.ts';
import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';
import { makeRequest, nonceIn, postVote, type Requester, until } from '../requester.ts';
import type { TestStack } from '../stack.ts';

/** The item of a request. */
export interface StoredItem {
  pk: string;
  version: number;
  taskToken?: string;
  history: RequestEvent[];
}

let accounts = 0;

/** A request that waits for both approvers, and the two of them. */
export class Target {
  readonly request: ChangeRequest;
  readonly requestKey: RequestKey;
  /** Of its one change. No other request is about its contact. */
  readonly accountId: string;
  readonly #stack: TestStack;
  readonly #user: Requester;
  readonly #table: DynamoDBDocumentClient;

  constructor(stack: TestStack, user: Requester) {
    accounts += 1;
    this.accountId = String(900_000_000_000 + accounts);
    const { changes, ...request } = makeRequest();
    this.request = { ...request, changes: changes.map((change) => ({ ...change, accountId: this.accountId })) };
    this.requestKey = requestKeyOf(this.request);
    this.#stack = stack;
    this.#user = user;
    this.#table = DynamoDBDocumentClient.from(new DynamoDBClient(stack.client));
  }

  /** Makes the request, and waits until everybody was mailed. */
  async begin(): Promise<this> {
    await this.#user.put(this.request);
    await until(`${this.requestKey} waiting`, async () => {
      const { history = [] } = (await this.#stored()) ?? {};
      const isTold = history.some((event) => event.type === 'MailSent' && event.mail.kind === 'pendingNotice');
      return isTold || undefined;
    });
    return this;
  }

  /** The item as it is stored now. */
  async item(): Promise<StoredItem> {
    const item = await this.#stored();
    if (!item) throw new Error(`there is no request ${this.requestKey}`);
    return item;
  }

  /** Opens the page of an approver, by a link like those in the mails. @returns a function that approves by its form */
  async open(approver: string): Promise<() => Promise<unknown>> {
    const secret = randomBytes(32).toString('base64url');
    const Item = linkItem(secret, this.requestKey, approver);
    await this.#table.send(new PutCommand({ TableName: this.#stack.health.eventBusName, Item }));
    return this.openPage(secret);
  }

  /** Opens the page behind a link. @returns a function that approves by the form of that page */
  async openPage(secret: string): Promise<() => Promise<unknown>> {
    const link = `${this.#stack.httpApiUrl}/approvals/${secret}`;
    const nonce = nonceIn(await (await fetch(link)).text());
    return () => postVote(link, nonce, 'approve');
  }

  async approve(approver: string): Promise<void> {
    await (await this.open(approver))();
  }

  /** Waits for the end of another request, whose id an attack has chosen. */
  readonly end = async (requestId: string): Promise<void> => {
    await this.#user.end(requestId);
  };

  /** The service goes on with what it finds: the execution is woken, and then waits again or ends. */
  async goOn(): Promise<void> {
    const executionArn = await this.#executionArn();
    const { stepFunctions } = this.#user;
    let wokenBy: string | undefined;
    await until(`${this.requestKey} going on`, async () => {
      const { status } = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
      const { taskToken } = await this.item();
      if (status !== 'RUNNING' || (wokenBy && taskToken && taskToken !== wokenBy)) return true;
      if (!wokenBy && (await wake(stepFunctions, taskToken))) wokenBy = taskToken;
      return undefined;
    });
  }

  async #stored(): Promise<StoredItem | undefined> {
    const Key = { pk: `REQUEST#${this.requestKey}` };
    const { eventBusName: TableName } = this.#stack.health;
    const { Item } = await this.#table.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
    if (!Item) return undefined;
    const { version, taskToken, history } = Item;
    return { ...Key, version, history, ...(taskToken !== undefined && { taskToken }) };
  }

  async #executionArn(): Promise<string> {
    const { history } = await this.item();
    const [requested] = history;
    return requested?.type === 'Requested' ? requested.executionArn : '';
  }
}

/** @returns whether somebody waited for the token */
async function wake(stepFunctions: SFNClient, taskToken: string | undefined): Promise<boolean> {
  try {
    await stepFunctions.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
    return true;
  } catch {
    return false;
  }
}

/** The item of a link of an approver. */
export function linkItem(secret: string, requestKey: RequestKey, approver: string) {
  const expiresAt = Math.ceil(Date.now() / 1000) + 3600;
  const commitments = linkCommitments(secret);
  return { pk: `LINK#${linkHash(secret)}`, requestKey, approver, expiresAt, ttl: expiresAt, commitments };
}
