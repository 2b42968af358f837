import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { vi } from 'vitest';
import { handler as applyChange } from '../../../functions/apply-change.ts';
import { putProof } from '../../../functions/aws/intake-proofs.ts';
import { readRecord } from '../../../functions/aws/request-table.ts';
import { handler as decideApproval } from '../../../functions/decide-approval.ts';
import { formNonce } from '../../../functions/domain/approval/page-link.ts';
import { contactKey } from '../../../functions/domain/contact/contact.ts';
import { TurnMovedError } from '../../../functions/domain/errors.ts';
import type { RequestEventType } from '../../../functions/domain/ledger/events.ts';
import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
import { EVENT_SOURCE } from '../../../functions/domain/request/event-source.ts';
import { ORGANIZATION_SYSTEM } from '../../../functions/domain/request/request.ts';
import { type RequestKey, requestKeyOf } from '../../../functions/domain/request/request-key.ts';
import { handler as planChanges } from '../../../functions/plan-changes.ts';
import { handler as preApprove } from '../../../functions/pre-approve.ts';
import { handler as readCurrentContact } from '../../../functions/read-current-contact.ts';
import { handler as recordOutcome } from '../../../functions/record-outcome.ts';
import { handler as registerRequest } from '../../../functions/register-request.ts';
import { handler as requestApproval } from '../../../functions/request-approval.ts';
import { handler as settleApproval } from '../../../functions/settle-approval.ts';
import { handler as takeTurn } from '../../../functions/take-turn.ts';
import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';
import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import moveAccount from '../../fixtures/organization/move-account.json' with { type: 'json' };
import { fakeClient } from '../aws/fake-client.ts';
import { fakeKms } from '../aws/fake-kms.ts';
import { FakeTable } from '../aws/fake-table.ts';
import { APPROVER, account, CREATED_AT, changeInTurn, changeRequest, turnNow } from '../builders.ts';
import type { FlowRound } from './approval-flow.ts';
import * as mailer from './fakes/mailer.ts';
import { policy } from './fakes/policy.ts';
import { invoke, type PageAnswer, requestPage } from './invoke.ts';

/** A call of the table, counted from 1, that fails: before it takes effect or after it. */
export interface Failure {
  call: number;
  when: 'before' | 'after';
}

/** What a call of the table throws that fails. */
class Death extends Error {
  override readonly name = 'Death';
}

/** Several requests on one table in memory: the functions and the conditional writes are the real ones. */
export class RequestsWorld {
  readonly table = new FakeTable();
  /** Called before each call of the table takes effect, with its name and the key of its item. */
  beforeCall: (name: string, key: string) => unknown = () => undefined;
  #failure: Failure | undefined;
  #calls = 0;

  constructor() {
    vi.useFakeTimers({ now: new Date(CREATED_AT), toFake: ['Date'] });
    fakeKms();
    fakeClient(DynamoDBDocumentClient, async (command) => {
      this.#calls += 1;
      const isLast = this.#calls === this.#failure?.call;
      if (isLast && this.#failure?.when === 'before') throw new Death();
      const { Key, Item } = command.input;
      await this.beforeCall(command.name, String(Object(Key ?? Item).pk));
      const answer = this.table.answer(command);
      if (isLast) throw new Death();
      return answer;
    });
  }

  /** Lets one call from now on fail. */
  fail(failure: Failure | undefined): void {
    this.#failure = failure;
    this.#calls = 0;
  }

  /** How often the step calls the table. */
  async callsOf(step: () => Promise<unknown>): Promise<number> {
    this.fail(undefined);
    await step();
    return this.#calls;
  }

  pass(seconds: number): void {
    vi.setSystemTime(Date.now() + seconds * 1000);
  }

  /** A request that nobody has registered yet; it is asked for now, and a minute passes. */
  request(differences: Partial<ChangeRequest>): TestRequest {
    const asked = new TestRequest(changeRequest(differences), new Date().toISOString());
    this.pass(60);
    return asked;
  }

  /** What the table holds of a contact. */
  contact({ accountId, alternateContactType }: ContactKey): Record<string, unknown> {
    return this.table.items.get(`OPEN#${accountId}/${alternateContactType}`) ?? {};
  }
}

/** One request, step by step as the state machine and people take them. */
export class TestRequest {
  readonly request: ChangeRequest;
  readonly askedAt: string;
  /** With their turns, as soon as there are any. */
  #contacts: ContactKey[];
  #round: FlowRound | undefined;
  #state: Record<string, unknown> = {};
  #tokens = 0;

  constructor(request: ChangeRequest, askedAt: string) {
    this.request = request;
    this.askedAt = askedAt;
    this.#contacts = request.changes.map(contactKey);
  }

  get id(): string {
    return this.request.requestId;
  }

  get key(): RequestKey {
    return requestKeyOf(this.request);
  }

  get #executionArn(): string {
    return `arn:of:${this.id}:${this.askedAt}`;
  }

  /** Lets a webhook of its system have signed the request. */
  async sign(): Promise<this> {
    await putProof(this.request, 'signature');
    return this;
  }

  async register(): Promise<void> {
    const accounts = [...new Set(this.#contacts.map(({ accountId }) => accountId))].map((accountId) =>
      account({ accountId }),
    );
    const { request, askedAt } = this;
    const { source: eventSource } = this.#event();
    const executionArn = this.#executionArn;
    const registered = await invoke(registerRequest, {
      ...{ eventSource, request, executionArn, accounts, askedAt },
      enteredAt: new Date().toISOString(),
    });
    this.#contacts = Object(registered).changes;
  }

  /** Reads the contacts, as ReadCurrentContacts does. */
  async read(): Promise<unknown[]> {
    return Promise.all(this.#contacts.map((contact) => readInTurn(contact)));
  }

  /** Plans by what was read; by default by what a read shows now. @returns what it asks for */
  async plan(currentContacts?: unknown[]): Promise<Record<string, unknown>> {
    const read = currentContacts ?? (await this.read());
    const output = Object(await invoke(planChanges, { requestKey: this.key, currentContacts: read }));
    this.#state = output;
    this.#round = output.round;
    return output;
  }

  /** Opens the round. @returns its task token */
  async ask(): Promise<string> {
    this.#tokens += 1;
    const taskToken = `${this.id}-token-${this.#tokens}`;
    const { index = 0, timeoutSeconds = 0 } = this.#round ?? {};
    const enteredAt = new Date().toISOString();
    await invoke(requestApproval, { requestKey: this.key, round: { index, timeoutSeconds }, enteredAt, taskToken });
    return taskToken;
  }

  /** From the event to the mails of the first round. */
  async begin(): Promise<this> {
    await this.register();
    await this.plan();
    await this.ask();
    return this;
  }

  /** Sends the form of the approver's page, by the link of the latest mail to them, or of an earlier one. */
  async vote(approver = APPROVER, fields: Record<string, string> = {}, mail = -1): Promise<PageAnswer> {
    const secret = this.links(approver).at(mail) ?? 'none';
    const { fingerprint = '' } = await this.record();
    const form = { decision: 'approve', comment: '', nonce: formNonce(secret, fingerprint, new Date()), ...fields };
    return requestPage(decideApproval, { method: 'POST', token: secret, form });
  }

  /** Does what the state machine does after it was woken. @returns the status that the round has then */
  async settle(): Promise<string> {
    const { index = 0, timeoutSeconds = 0 } = this.#round ?? {};
    const round = { index, timeoutSeconds };
    const settled = Object(await invoke(settleApproval, { requestKey: this.key, round, woken: { by: 'token' } }));
    this.#round = settled;
    this.#state = { ...this.#state, round: settled };
    if (settled.status === 'OUTDATED') this.#contacts = settled.changes;
    return settled.status;
  }

  /** Plans and asks again, after the plan was outdated. */
  async beginAnew(): Promise<void> {
    await this.plan();
    await this.ask();
  }

  /** What started the execution. A baseline follows from an event of AWS and the policy. */
  #event(): { source: string; detail: object } {
    const { source, changes } = this.request;
    if (source.system !== ORGANIZATION_SYSTEM) return { source: EVENT_SOURCE, detail: this.request };
    const contacts = changes.map((change) => [
      change.alternateContactType,
      'contact' in change ? change.contact : 'absent',
    ]);
    policy.baseline = { default: Object.fromEntries(contacts) };
    const requestParameters = { ...moveAccount.detail.requestParameters, accountId: changes[0]?.accountId };
    return { ...moveAccount, detail: { ...moveAccount.detail, requestParameters } };
  }

  /** From here on a request that nobody has to approve is being applied. */
  async preApprove(): Promise<void> {
    this.#round = Object(
      await invoke(preApprove, { requestKey: this.key, event: this.#event(), enteredAt: new Date().toISOString() }),
    );
  }

  /** Applies each change of the plan, as the state ApplyChanges does, after PreApprove where nobody has to approve. */
  async apply(): Promise<void> {
    const { plan = [], approval } = await this.record();
    if (approval?.requirements.length === 0) await this.preApprove();
    const results = await Promise.all(
      (this.#round?.changes ?? plan).map(async (change) => {
        const key = contactKey(change);
        return applyInTurn(this.key, change).catch(({ name, message }: Error) => ({
          ...key,
          error: { Error: name, Cause: JSON.stringify({ errorMessage: message }) },
        }));
      }),
    );
    this.#state = { ...this.#state, results };
  }

  /** Records how it ends. @returns its status */
  async end(): Promise<string> {
    const state = { requestKey: this.key, ...this.#state };
    return Object(await invoke(recordOutcome, { executionArn: this.#executionArn, state, retries: 0 })).status;
  }

  /** An approver approves, and all goes on from there to the end. */
  async approve(): Promise<string> {
    await this.vote();
    if ((await this.settle()) === 'APPROVED') await this.apply();
    return this.end();
  }

  async record(): Promise<RequestRecord> {
    const record = await readRecord(this.key);
    if (!record) throw new Error(`there is no request ${this.id}`);
    return record;
  }

  async story(): Promise<RequestEventType[]> {
    return (await this.record()).history.map(({ type }) => type);
  }

  /** The secrets of the links that this approver got about this request, first to last. */
  links(approver = APPROVER): string[] {
    return mailer.outbox
      .filter(({ to, requestKey }) => to === approver && requestKey === this.key)
      .flatMap(({ text }) => /\/approvals\/([\w-]{43})/.exec(text)?.[1] ?? []);
  }
}

/** Reads a contact as the state machine does: when its turn has lapsed, it is tried again. */
async function readInTurn(contact: ContactKey): Promise<unknown> {
  return invoke(readCurrentContact, { contact, retries: 0 }).catch((error) => {
    if (!(error instanceof TurnMovedError)) throw error;
    return invoke(readCurrentContact, { contact, retries: 1 });
  });
}

/** Applies a change as the state machine does: when its turn has lapsed, it takes another one. */
async function applyInTurn(
  requestKey: RequestKey,
  { turn = turnNow(), ...change }: ContactKey & { turn?: object },
): Promise<unknown> {
  const attempt = changeInTurn(change, requestKey);
  return invoke(applyChange, { ...attempt, turn }).catch(async (error) => {
    if (!(error instanceof TurnMovedError)) throw error;
    return invoke(applyChange, { ...attempt, turn: Object(await invoke(takeTurn, { turn })) });
  });
}
