import { setTimeout as delay } from 'node:timers/promises';
import { AccountClient, GetAlternateContactCommand } from '@aws-sdk/client-account';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  DescribeExecutionCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  paginateGetExecutionHistory,
  SFNClient,
} from '@aws-sdk/client-sfn';
import organization from './organization.json' with { type: 'json' };

/** The demo can't continue; the message says what to do. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
}

const POLL_MILLISECONDS = 100;
const PATIENCE_MILLISECONDS = 30_000;

interface Health {
  stateMachineArn: string;
  eventBusName: string;
  inboxUrl: string;
}

/** A running stack as its users see it: the AWS SDK, the inbox, and the approval page. */
export class DemoStack {
  readonly inboxUrl: string;
  /** The account whose contact changes: a member of the organization, or the stack's own account without one. */
  readonly accountId: string;
  readonly #health: Health;
  readonly #account: AccountClient;
  readonly #eventBridge: EventBridgeClient;
  readonly #stepFunctions: SFNClient;

  private constructor(endpoint: string, health: Health) {
    const settings = {
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'demo', secretAccessKey: 'demo' },
    };
    this.#health = health;
    this.inboxUrl = health.inboxUrl;
    this.accountId = isInOrganization(health) ? '222222222222' : accountOf(health);
    this.#account = new AccountClient(settings);
    this.#eventBridge = new EventBridgeClient(settings);
    this.#stepFunctions = new SFNClient(settings);
  }

  /** @throws DemoError when no stack answers at this port. */
  static async connect(port: string): Promise<DemoStack> {
    const endpoint = `http://localhost:${port}`;
    try {
      const response = await fetch(`${endpoint}/_local/health`);
      return new DemoStack(endpoint, JSON.parse(await response.text()));
    } catch {
      throw new DemoError(
        `No stack answers at ${endpoint}. Start one with \`npm start\`, or name its port in AWS_PORT.`,
      );
    }
  }

  /** The SECURITY contact of the account, as one line. */
  async readContact(): Promise<string> {
    const target = isInOrganization(this.#health) ? { AccountId: this.accountId } : {};
    const command = new GetAlternateContactCommand({ ...target, AlternateContactType: 'SECURITY' });
    try {
      const { AlternateContact: found } = await this.#account.send(command);
      return [found?.Name, found?.Title, found?.EmailAddress, found?.PhoneNumber].join(', ');
    } catch (error) {
      if (error instanceof Error && error.name === 'ResourceNotFoundException') return 'no contact set';
      throw error;
    }
  }

  /** Puts the example request on the bus. */
  async putRequest(requestId: string): Promise<void> {
    const { accountId } = this;
    const contact = {
      name: `SOC ${requestId}`,
      title: 'Security operations',
      emailAddress: 'soc@example.com',
      phoneNumber: '+1 555 0100',
    };
    const detail = {
      requestId,
      requestedBy: 'jane@example.com',
      reason: 'The security mailbox moves to the new SOC',
      source: { system: 'demo' },
      changes: [{ accountId, alternateContactType: 'SECURITY', action: 'PUT', contact }],
    };
    const entry = {
      EventBusName: this.#health.eventBusName,
      Source: 'alternate-contacts',
      DetailType: 'Alternate Contact Change Requested',
      Detail: JSON.stringify(detail),
    };
    await this.#eventBridge.send(new PutEventsCommand({ Entries: [entry] }));
  }

  /** The ARN of the execution that the request started. */
  async findExecution(requestId: string): Promise<string> {
    const { stateMachineArn } = this.#health;
    return until(`an execution for ${requestId}`, async () => {
      const { executions } = await this.#stepFunctions.send(
        new ListExecutionsCommand({ stateMachineArn, maxResults: 10 }),
      );
      for (const { executionArn } of executions ?? []) {
        const { input } = await this.#stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
        if (input?.includes(`"${requestId}"`)) return executionArn;
      }
      return undefined;
    });
  }

  /** Calls `onState` for each state that the execution enters, in order, until it ends. */
  async follow(
    executionArn: string,
    onState: (state: string) => Promise<void>,
  ): Promise<{ status: string; requestStatus: string }> {
    for (let seen = 0; ; await delay(POLL_MILLISECONDS)) {
      const {
        status = 'RUNNING',
        output,
        error,
      } = await this.#stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
      const states = (await this.#history(executionArn)).flatMap(
        ({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? [],
      );
      for (const state of states.slice(seen)) await onState(state);
      seen = states.length;
      if (status !== 'RUNNING')
        return { status, requestStatus: output ? JSON.parse(output).status : (error ?? status) };
    }
  }

  /** The approval link in the newest mail to this approver. */
  async findLink(approver: string, since: number): Promise<string> {
    return until(`a mail to ${approver} in the inbox`, async () => {
      const response = await fetch(`${this.inboxUrl}/store`);
      const { emails }: { emails: { at: number; destination: { to: string[] }; body: { text?: string } }[] } =
        JSON.parse(await response.text());
      const mail = emails.findLast(
        ({ at, destination }) => at >= Math.floor(since / 1000) && destination.to.includes(approver),
      );
      return /https?:\S+\/approvals\/[\w-]{43}/.exec(mail?.body.text ?? '')?.[0];
    });
  }

  /** Votes as the approver would: reads the page, sends its form. */
  async vote(link: string, decision: 'approve' | 'reject'): Promise<void> {
    const page = await (await fetch(link)).text();
    const nonce = /name="nonce" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const body = new URLSearchParams({ decision, comment: 'Decided by the demo', nonce });
    const { status } = await fetch(link, { method: 'POST', body, redirect: 'manual' });
    if (status !== 303) throw new DemoError(`The vote was answered with ${status}: open ${link} and see why.`);
  }

  async #history(executionArn: string): Promise<HistoryEvent[]> {
    const pages = paginateGetExecutionHistory({ client: this.#stepFunctions }, { executionArn });
    return (await Array.fromAsync(pages)).flatMap(({ events }) => events ?? []);
  }
}

/** The account that the stack runs in. */
function accountOf({ stateMachineArn }: Health): string {
  return stateMachineArn.split(':')[4] ?? '';
}

function isInOrganization(health: Health): boolean {
  return organization.accounts.some(({ id }) => id === accountOf(health));
}

async function until<T>(what: string, find: () => Promise<T | undefined>): Promise<T> {
  for (const giveUpAt = Date.now() + PATIENCE_MILLISECONDS; Date.now() < giveUpAt; await delay(POLL_MILLISECONDS)) {
    const found = await find();
    if (found !== undefined) return found;
  }
  throw new DemoError(`There is still no ${what}. The terminal where the stack runs may tell why.`);
}
