import { setTimeout as delay } from 'node:timers/promises';
import { AccountClient, GetAlternateContactCommand } from '@aws-sdk/client-account';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  type HistoryEvent,
  ListExecutionsCommand,
  paginateGetExecutionHistory,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { AlternateContactType } from '../../functions/domain/contact/contact.ts';
import { recordOf } from '../../functions/domain/ledger/evolve.ts';
import type { RequestRecord } from '../../functions/domain/ledger/record.ts';
import type { ChangeRequest } from '../../schemas/compiled/change-request.js';
import type { Contact } from '../../schemas/compiled/contact.js';
import type { Reason } from '../../schemas/compiled/reason.js';
import type { TestStack } from './stack.ts';

const PATIENCE_MILLISECONDS = 120_000;
const POLL_MILLISECONDS = 50;

export const APPROVER = 'approver-1@example.com';
export const OTHER_APPROVER = 'approver-2@example.com';
export const REQUESTER = 'jane@example.com';

export const SOC: Contact = {
  name: 'Zebulon Quartermaine',
  title: 'Watchkeeper of the night',
  emailAddress: 'soc-night-watch@example.com',
  phoneNumber: '+1 555 867 5309',
};

let requests = 0;

/** A request as a user writes it; each has a requestId of its own. */
export function makeRequest(given: Partial<ChangeRequest> = {}): ChangeRequest {
  requests += 1;
  return {
    requestId: `test-${requests}-${Math.random().toString(36).slice(2)}`,
    requestedBy: REQUESTER,
    reason: 'The security mailbox moves',
    source: { system: 'test' },
    changes: [{ accountId: '222222222222', alternateContactType: 'SECURITY', action: 'PUT', contact: SOC }],
    ...given,
  };
}

/** What the end of an execution tells. */
export interface End {
  execution: DescribeExecutionCommandOutput;
  output: { requestId: string | null; status: string; results: Record<string, unknown>[]; reasons?: Reason[] };
  history: HistoryEvent[];
}

/** A user of a running stack: puts requests with the AWS SDK, reads the inbox, opens links and presses buttons. */
export class Requester {
  readonly #stack: TestStack;
  readonly #account: AccountClient;
  readonly #eventBridge: EventBridgeClient;
  readonly #table: DynamoDBDocumentClient;
  readonly stepFunctions: SFNClient;
  /** Executions by the requestId in their input. */
  readonly #executions = new Map<string, string>();

  constructor(stack: TestStack) {
    this.#stack = stack;
    // The quotas are for all callers, so this one may have to wait for the service's calls.
    this.#account = new AccountClient({ ...stack.client, maxAttempts: 10 });
    this.#eventBridge = new EventBridgeClient(stack.client);
    this.#table = DynamoDBDocumentClient.from(new DynamoDBClient(stack.client));
    this.stepFunctions = new SFNClient(stack.client);
  }

  /** Puts a detail of any shape on the bus. */
  async put(detail: object): Promise<void> {
    const { Entries } = await this.#eventBridge.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: this.#stack.health.eventBusName,
            Source: 'alternate-contacts',
            DetailType: 'Alternate Contact Change Requested',
            Detail: JSON.stringify(detail),
          },
        ],
      }),
    );
    if (Entries?.some(({ ErrorCode }) => ErrorCode)) throw new Error(JSON.stringify(Entries));
  }

  /** The approval link in the mail that this approver got for the request. */
  async link(requestId: string, approver = APPROVER): Promise<string> {
    return until(
      `a mail to ${approver} for ${requestId}`,
      async () => (await this.links(approver)).get(requestId)?.[0],
    );
  }

  /** The link to the request's page in the mail that its requester got. */
  async requestLink(requestId: string, requester = REQUESTER): Promise<string> {
    return until(
      `a mail to ${requester} for ${requestId}`,
      async () => (await this.links(requester, 'requests')).get(requestId)?.[0],
    );
  }

  /** All links that this person got, by requestId, oldest first. */
  async links(person = APPROVER, kind: 'approvals' | 'requests' = 'approvals'): Promise<Map<string, string[]>> {
    const mails = (await this.#stack.mails()).filter(({ destination }) => destination.to.includes(person));
    const pattern = new RegExp(`https?:\\S+/${kind}/[\\w-]{43}`);
    const found = mails.map(({ body: { text = '' } }) => ({
      requestId: /^Request (\S+)$/m.exec(text)?.[1] ?? '',
      links: text.match(pattern) ?? [],
    }));
    const requestIds = new Set(found.filter(({ links }) => links.length > 0).map(({ requestId }) => requestId));
    const linksOf = (id: string) => found.filter(({ requestId }) => requestId === id).flatMap(({ links }) => links);
    return new Map([...requestIds].map((id) => [id, linksOf(id)]));
  }

  /** Opens the page and sends its form, as a browser would. */
  async vote(link: string, decision: 'approve' | 'reject', comment = ''): Promise<Response> {
    const page = await (await fetch(link)).text();
    return postVote(link, nonceIn(page), decision, comment);
  }

  /** Waits until the execution that works on the request has ended. With several, the newest. */
  async end(requestId: string): Promise<End> {
    const execution = await until(`the end of ${requestId}`, async () => {
      const executionArn = await this.#findExecution(requestId);
      if (executionArn === undefined) return undefined;
      const described = await this.stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
      return described.status === 'RUNNING' ? undefined : described;
    });
    const history = await this.history(execution.executionArn ?? '');
    return { execution, output: JSON.parse(execution.output ?? '{}'), history };
  }

  /** All events of an execution. */
  async history(executionArn: string): Promise<HistoryEvent[]> {
    const pages = paginateGetExecutionHistory({ client: this.stepFunctions }, { executionArn });
    return (await Array.fromAsync(pages)).flatMap(({ events }) => events ?? []);
  }

  /**
   * The record that the stored ledger makes, with what the item holds beside it.
   * @param name the requestId, or, where several systems have chosen the same, the key
   */
  async record(name: string): Promise<RequestRecord> {
    const { eventBusName: TableName } = this.#stack.health;
    const pk = name.includes('/') ? `REQUEST#${name}` : await this.#keyOf(name);
    const { Item } = await this.#table.send(new GetCommand({ TableName, Key: { pk } }));
    if (!Item) throw new Error(`there is no request ${name}`);
    const { history, version, taskToken } = Item;
    return { ...recordOf(history), version, ...(taskToken !== undefined && { taskToken }) };
  }

  /** The ARNs of all executions, newest first. */
  async executions(): Promise<string[]> {
    const { stateMachineArn } = this.#stack.health;
    const { executions } = await this.stepFunctions.send(
      new ListExecutionsCommand({ stateMachineArn, maxResults: 1000 }),
    );
    return (executions ?? []).map(({ executionArn }) => executionArn ?? '');
  }

  /** The contact as AWS answers it, or nothing. */
  async contact(accountId: string, alternateContactType: AlternateContactType): Promise<Contact | undefined> {
    // The service's own account is addressed by leaving the AccountId out.
    const target = accountId === '111111111111' ? {} : { AccountId: accountId };
    try {
      const { AlternateContact: found } = await this.#account.send(
        new GetAlternateContactCommand({ ...target, AlternateContactType: alternateContactType }),
      );
      const { Name = '', Title = '', EmailAddress = '', PhoneNumber = '' } = found ?? {};
      return { name: Name, title: Title, emailAddress: EmailAddress, phoneNumber: PhoneNumber };
    } catch (error) {
      if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  }

  /** The statuses that the bus has told of a request, in order. */
  async statuses(requestId: string): Promise<string[]> {
    const events = await this.#stack.events();
    return events.flatMap((event) => {
      const { requestId: id, status } = Object(event['detail']);
      return id === requestId && typeof status === 'string' ? [status] : [];
    });
  }

  /** The key of the item of a request. @throws Error when there is not exactly one with this requestId */
  async #keyOf(requestId: string): Promise<string> {
    const { Items = [] } = await this.#table.send(
      new QueryCommand({
        TableName: this.#stack.health.eventBusName,
        IndexName: 'byRequestId',
        KeyConditionExpression: 'requestId = :requestId',
        ExpressionAttributeValues: { ':requestId': requestId },
      }),
    );
    if (Items.length !== 1) throw new Error(`there are ${Items.length} requests ${requestId}`);
    return String(Items[0]?.['pk']);
  }

  async #findExecution(requestId: string): Promise<string | undefined> {
    const known = this.#executions.get(requestId);
    if (known !== undefined) return known;
    for (const executionArn of await this.executions()) {
      const { input = '' } = await this.stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
      const id = Object(JSON.parse(input)).detail?.requestId;
      if (typeof id === 'string' && !this.#executions.has(id)) this.#executions.set(id, executionArn);
    }
    return this.#executions.get(requestId);
  }
}

/** The form's nonce in a page. */
export function nonceIn(page: string): string {
  return /name="nonce" value="([^"]+)"/.exec(page)?.[1] ?? '';
}

/** Sends the form of an approval page, again for as long as the HTTP API turns it away because there are too many. */
export async function postVote(link: string, nonce: string, decision: string, comment = ''): Promise<Response> {
  const body = new URLSearchParams({ decision, comment, nonce });
  return until('the turn of a form', async () => {
    const response = await fetch(link, { method: 'POST', body, redirect: 'manual' });
    return response.status === 429 ? undefined : response;
  });
}

/** Waits until `find` finds something. */
export async function until<T>(what: string, find: () => Promise<T | undefined>): Promise<T> {
  for (const giveUpAt = Date.now() + PATIENCE_MILLISECONDS; Date.now() < giveUpAt; await delay(POLL_MILLISECONDS)) {
    const found = await find();
    if (found !== undefined) return found;
  }
  throw new Error(`waited in vain for ${what}`);
}
