import { TaskTimedOut } from '@aws-sdk/client-sfn';
import { vi } from 'vitest';
import type { RequestEvent } from '../../../functions/domain/ledger/events.ts';
import { recordOf } from '../../../functions/domain/ledger/evolve.ts';
import type { RequestRecord, RequestTurns } from '../../../functions/domain/ledger/record.ts';
import type { SentCommand } from '../aws/fake-client.ts';
import { answerOfKms } from '../aws/fake-kms.ts';
import { FakeTable } from '../aws/fake-table.ts';
import { REQUEST_KEY } from '../builders.ts';
import { Bucket } from './bucket.ts';
import { Contacts } from './contacts.ts';

/** A mail that was sent, with the secret of its link if it has one. */
export interface SentMail {
  to: string;
  requestKey: string;
  subject: string;
  kind: 'approvals' | 'requests' | undefined;
  secret: string | undefined;
  /** The one-time code in it. */
  code: string | undefined;
}

/** The item of a request, as far as a record follows from it; the attributes for the indexes are beside it. */
export interface StoredRequest {
  history: RequestEvent[];
  version: number;
  taskToken?: string;
  turns?: RequestTurns;
  isEnding?: true;
}

/** The message of the error that stands for the death of a function. */
export const DEATH = 'the function died before it could call';

/** An event that a function has put on a bus. */
export interface PutEvent {
  source: string;
  type: string;
  detail: Record<string, unknown>;
}

/** Decides when a call is answered. */
export type Turn = <Answer>(answer: () => Answer) => Promise<Answer>;

/** The AWS that the functions call: a table, mails, contacts, task tokens and the clock. One at a time. */
export class World {
  static current: World | undefined;

  readonly table = new FakeTable();
  readonly contacts = new Contacts();
  readonly mails: SentMail[] = [];
  /** Status events as they were put on the bus. */
  readonly statuses: string[] = [];
  /** Sees every event as it is put. */
  onEvent: (event: PutEvent) => void = () => undefined;
  readonly bucket = new Bucket();
  /** The accounts of the organization, in its root. */
  accounts: string[] = [];
  /** What DescribeExecution says of executions; others are running. */
  readonly executions = new Map<string, string>();
  /** The tokens of the executions that wait, and what wakes them. */
  readonly waiting = new Map<string, () => void>();
  /** This many calls that wake an execution are lost: the function dies before it makes them. */
  lostWakes = 0;
  deaths = 0;
  /** How many turns of the event loop the next calls take, in a circle: it decides how concurrent calls interleave. */
  delays: number[] = [0];
  #calls = 0;
  readonly #turn: Turn;

  constructor(turn?: Turn) {
    World.current = this;
    this.#turn = turn ?? ((answer) => this.#delayed(answer));
    this.setTime(Date.parse('2026-06-01T10:00:00.000Z'));
  }

  setTime(milliseconds: number): void {
    vi.setSystemTime(milliseconds);
  }

  stored(requestKey = REQUEST_KEY): StoredRequest {
    const { pk, writeId: _, ...item } = Object(structuredClone(this.table.items.get(`REQUEST#${requestKey}`)));
    if (!pk) throw new Error('the request is not registered');
    return item;
  }

  record(requestKey = REQUEST_KEY): RequestRecord {
    const { history, version, taskToken, turns, isEnding } = this.stored(requestKey);
    return {
      ...recordOf(history),
      version,
      ...(taskToken !== undefined && { taskToken }),
      ...(turns && { turns }),
      ...(isEnding && { isEnding }),
    };
  }

  /** The answer to a command of one of the SDK's clients. */
  async answer(service: string, { name, input }: SentCommand): Promise<unknown> {
    return this.#turn(() => this.#answers[service]?.(name, input));
  }

  async #delayed<Answer>(answer: () => Answer): Promise<Answer> {
    const turns = this.delays[this.#calls % this.delays.length] ?? 0;
    this.#calls += 1;
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    return answer();
  }

  readonly #answers: Record<string, (name: string, input: Record<string, unknown>) => unknown> = {
    dynamodb: (name, input) => this.table.answer({ name, input }),
    ses: (_name, input) => this.#send(input),
    events: (_name, input) => {
      for (const { Source, DetailType, Detail } of Object(input)['Entries']) {
        const detail = JSON.parse(Detail);
        if (/Status Changed$/.test(DetailType)) this.statuses.push(detail.status);
        this.onEvent({ source: Source, type: DetailType, detail });
      }
      return { Entries: [] };
    },
    states: (name, { taskToken, executionArn }) =>
      name === 'DescribeExecutionCommand'
        ? { status: this.executions.get(String(executionArn)) ?? 'RUNNING' }
        : this.#wake(String(taskToken)),
    account: (name, input) => this.contacts.answer(name, input),
    kms: (name, input) => answerOfKms({ name, input }),
    organizations: (name) =>
      name === 'ListAccountsForParentCommand'
        ? { Accounts: this.accounts.map((Id) => ({ Id, State: 'ACTIVE' })) }
        : ORGANIZATION[name],
    s3: (name, input) => this.bucket.answer(name, input),
  };

  #send(input: Record<string, unknown>): object {
    const { Destination, Content, EmailTags = [] } = Object(input);
    const text = String(Content.Simple.Body.Text.Data);
    const [, kind, secret] = /\/(approvals|requests)\/([\w-]{43})/.exec(text) ?? [];
    const isKnown = kind === 'approvals' || kind === 'requests';
    this.mails.push({
      to: Destination.ToAddresses[0],
      requestKey: Buffer.from(EmailTags[0]?.Value ?? '', 'base64url').toString(),
      subject: Content.Simple.Subject.Data,
      kind: isKnown ? kind : undefined,
      secret,
      code: /^YOUR CODE: ([\d ]+)$/m.exec(text)?.[1],
    });
    return { MessageId: `mail-${this.mails.length}` };
  }

  /** A task token wakes its execution once. */
  #wake(taskToken: string): object {
    if (this.lostWakes > 0) {
      this.lostWakes -= 1;
      this.deaths += 1;
      throw Object.assign(new Error(DEATH), { name: 'Death' });
    }
    const wake = this.waiting.get(taskToken);
    if (!wake) throw new TaskTimedOut({ message: 'Task Timed Out', $metadata: {} });
    this.waiting.delete(taskToken);
    wake();
    return {};
  }
}

/** Every account is active, and lies directly below the root. */
const ORGANIZATION: Record<string, object> = {
  DescribeAccountCommand: { Account: { State: 'ACTIVE' } },
  ListParentsCommand: { Parents: [{ Id: 'r-ab12' }] },
  ListRootsCommand: { Roots: [{ Id: 'r-ab12', Name: 'Root' }] },
  ListOrganizationalUnitsForParentCommand: { OrganizationalUnits: [] },
  ListTagsForResourceCommand: { Tags: [] },
};
