import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { vi } from 'vitest';
import { readRecord, registerRecord } from '../../../functions/aws/request-table.ts';
import { handler as cancelRequest } from '../../../functions/cancel-request.ts';
import { handler as decideApproval } from '../../../functions/decide-approval.ts';
import { requestTag } from '../../../functions/domain/approval/delivery-failure.ts';
import { formNonce } from '../../../functions/domain/approval/page-link.ts';
import type { RequestEvent } from '../../../functions/domain/ledger/events.ts';
import { newRecord } from '../../../functions/domain/ledger/evolve.ts';
import type { RequestRecord } from '../../../functions/domain/ledger/record.ts';
import { handler as markUnreachable } from '../../../functions/mark-unreachable.ts';
import { handler as planChanges } from '../../../functions/plan-changes.ts';
import { handler as requestApproval } from '../../../functions/request-approval.ts';
import { handler as settleApproval } from '../../../functions/settle-approval.ts';
import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import { fakeClient } from '../aws/fake-client.ts';
import { fakeKms } from '../aws/fake-kms.ts';
import { FakeTable } from '../aws/fake-table.ts';
import { CREATED_AT, OLD_CONTACT, REQUEST_ID, REQUEST_KEY, REQUESTER, requested, SECURITY } from '../builders.ts';
import * as mailer from './fakes/mailer.ts';
import { invoke, type PageAnswer, requestPage } from './invoke.ts';
import { keepEvidence } from './kept-evidence.ts';

/** A round as the state machine passes it on. */
export interface FlowRound {
  index: number;
  timeoutSeconds: number;
  status?: string;
  /** What is read again, or applied, with turns. */
  changes?: (ContactKey & { turn: object })[];
}

/**
 * The life of one request, step by step as the state machine and people take them: the functions and the conditional
 * writes are the real ones, on a table in memory.
 */
export class ApprovalFlow {
  readonly table = new FakeTable();
  #tokens = 0;

  constructor() {
    vi.useFakeTimers({ now: new Date(CREATED_AT), toFake: ['Date'] });
    fakeClient(DynamoDBDocumentClient, this.table.answer);
    fakeKms();
  }

  /** Registers and plans the request by the policy as it is now. @returns the first round */
  async plan(): Promise<FlowRound> {
    const record = newRecord(requested({ provenBy: 'claimed' }));
    await registerRecord(record);
    await keepEvidence(record);
    const output = await invoke(planChanges, {
      requestKey: REQUEST_KEY,
      currentContacts: [{ ...SECURITY, contact: OLD_CONTACT, readAt: CREATED_AT }],
    });
    return Object(output).round;
  }

  /** Opens a round, as the state RequestApproval does. @returns its task token, of which each round has its own */
  async ask({ index, timeoutSeconds }: FlowRound): Promise<string> {
    this.#tokens += 1;
    const taskToken = `token-${this.#tokens}`;
    const enteredAt = new Date().toISOString();
    await invoke(requestApproval, { requestKey: REQUEST_KEY, round: { index, timeoutSeconds }, enteredAt, taskToken });
    return taskToken;
  }

  /** Plans, and opens the first round. */
  async begin(): Promise<FlowRound> {
    const round = await this.plan();
    await this.ask(round);
    return round;
  }

  /** Does what the state machine does after it was woken, or after a round has passed. */
  async settle(round: FlowRound): Promise<FlowRound> {
    return Object(await invoke(settleApproval, { requestKey: REQUEST_KEY, round, woken: { by: 'token' } }));
  }

  /** Lets the round pass, then settles. */
  async pass(round: FlowRound): Promise<FlowRound> {
    vi.setSystemTime(Date.now() + round.timeoutSeconds * 1000);
    return this.settle(round);
  }

  /** Sends the form of an approver's page, by the link of their first mail, or of a later one. */
  async vote(approver: string, fields: Record<string, string> = {}, mail = 0): Promise<PageAnswer> {
    const secret = this.secrets(approver)[mail] ?? 'none';
    const { fingerprint = '' } = (await this.record()) ?? {};
    const nonce = formNonce(secret, fingerprint, new Date());
    const form = { decision: 'approve', comment: '', nonce, ...fields };
    return requestPage(decideApproval, { method: 'POST', token: secret, form });
  }

  async cancel(requestedBy = REQUESTER): Promise<unknown> {
    return invoke(cancelRequest, { source: 'alternate-contacts', detail: { requestId: REQUEST_ID, requestedBy } });
  }

  /** Delivers the event by which SES reports that a mail to this person bounced. */
  async bounce(emailAddress: string, bounceType = 'Permanent'): Promise<unknown> {
    const bounce = { bounceType, bounceSubType: 'General', bouncedRecipients: [{ emailAddress }] };
    return invoke(markUnreachable, { detail: { mail: { tags: { request: [requestTag(REQUEST_KEY)] } }, bounce } });
  }

  async record(): Promise<RequestRecord | undefined> {
    return readRecord(REQUEST_KEY);
  }

  /** What has happened so far. */
  async history(): Promise<RequestEvent[]> {
    return (await this.record())?.history ?? [];
  }

  /** The secrets of the links that this approver got, first to last. */
  secrets(approver: string): string[] {
    return mailer.outbox
      .filter(({ to }) => to === approver)
      .flatMap(({ text }) => /\/approvals\/([\w-]{43})/.exec(text)?.[1] ?? []);
  }

  /** Lets somebody be faster: they act after the next writer has read the record, and before it writes. */
  beforeTheNextWrite(act: () => Promise<unknown>): void {
    let hasActed = false;
    fakeClient(DynamoDBDocumentClient, async (command) => {
      if (command.name === 'PutCommand' && !hasActed) {
        hasActed = true;
        await act();
      }
      return this.table.answer(command);
    });
  }
}
