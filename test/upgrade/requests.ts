import { readFile } from 'node:fs/promises';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { ChangeRequest } from '../../schemas/compiled/change-request.js';
import { APPROVER, OTHER_APPROVER, type Requester, SOC, until } from '../integration/requester.ts';
import type { TestStack } from '../integration/stack.ts';

/** What the policy makes of a request depends on the system that it comes from. */
type System = 'one-approver' | 'pipeline' | 'two-approvers' | 'code' | 'reminder' | '72-hours';

/** The requests of a snapshot: the system that each comes from, and the account whose contact it changes. */
export const REQUESTS = {
  /** These have ended before the snapshot. */
  preApproved: { system: 'pipeline', accountId: '900000000101' },
  applied: { system: 'one-approver', accountId: '900000000102' },
  rejected: { system: 'one-approver', accountId: '900000000103' },
  invalid: { system: 'one-approver', accountId: '555555555555' },
  /** These wait. The first one changes a contact that is set already. */
  plain: { system: 'one-approver', accountId: '900000000101' },
  toReject: { system: 'one-approver', accountId: '900000000104' },
  toCancel: { system: 'one-approver', accountId: '900000000105' },
  toStop: { system: 'one-approver', accountId: '900000000113' },
  /** One of two approvals is there. */
  halfApproved: { system: 'two-approvers', accountId: '900000000106' },
  withCode: { system: 'code', accountId: '900000000107' },
  /** For the same contact: what happens to one of them outdates the plan of the other. */
  outdating: { system: 'one-approver', accountId: '900000000108' },
  outdated: { system: 'two-approvers', accountId: '900000000108' },
  /** Their first rounds are over when another stack goes on. */
  reminded: { system: 'reminder', accountId: '900000000109' },
  expiring: { system: '72-hours', accountId: '900000000110' },
  /** Its contact could not be read yet: it waits for the next try. */
  unread: { system: 'one-approver', accountId: '900000000114' },
} satisfies Record<string, { system: System; accountId: string }>;

export type RequestName = keyof typeof REQUESTS;

/** Those whose approvers have been asked. */
const WAITING = [
  'plain',
  'toReject',
  'toCancel',
  'toStop',
  'halfApproved',
  'withCode',
  'outdating',
  'outdated',
  'reminded',
  'expiring',
] as const satisfies RequestName[];

/** The accounts that get a request for the contacts of the baseline: one that waits, and one that was closed meanwhile. */
export const BASELINE_ACCOUNT = '900000000111';
const CLOSED_ACCOUNT = '900000000112';

/** The requestId of a request. */
export function idOf(name: RequestName): string {
  return `upgrade-${name.toLowerCase()}`;
}

/** A request as its producer puts it. */
function requestOf(name: RequestName): ChangeRequest {
  const { system, accountId } = REQUESTS[name];
  return {
    requestId: idOf(name),
    requestedBy: 'jane@example.com',
    reason: `The mailbox of ${name} moves`,
    source: { system },
    changes: [{ accountId, alternateContactType: 'SECURITY', action: 'PUT', contact: contactOf(name) }],
  };
}

/** The contact that a request asks for. */
export function contactOf(name: RequestName) {
  return { ...SOC, emailAddress: `${name.toLowerCase()}@example.com` };
}

/**
 * Makes all requests, ends some of them, and waits until the others do.
 * @returns the requestIds of those that wait
 */
export async function makeRequests(stack: TestStack, user: Requester): Promise<string[]> {
  for (const name of ['preApproved', 'applied', 'rejected', 'invalid'] as const) await user.put(requestOf(name));
  await letTurnLapse(stack);
  await user.vote(await user.link(idOf('applied')), 'approve');
  await user.vote(await user.link(idOf('rejected')), 'reject', 'not this one');
  for (const name of ['preApproved', 'applied', 'rejected', 'invalid'] as const) await user.end(idOf(name));
  // Another request with an id that is taken ends as well.
  await user.put(requestOf('applied'));
  for (const name of WAITING) await user.put(requestOf(name));
  const baselines = await makeBaselineRequests(stack, user);
  await user.vote(await user.link(idOf('halfApproved')), 'approve', 'before the upgrade');
  const ids = [...WAITING.map(idOf), ...baselines];
  for (const id of ids) await hasAskedEverybody(user, id);
  await putUnread(stack, user);
  return ids;
}

/** The next change is kept waiting until its turn is over, so that it takes another one. */
async function letTurnLapse(stack: TestStack): Promise<void> {
  const caller = '*-apply-change';
  await stack.setFaults([{ operation: 'GetItem', caller, inputContains: 'LINE#contacts', latencyMs: 7000 }]);
}

/** Makes the request whose contact can't be read, and waits until its execution waits for another try. */
async function putUnread(stack: TestStack, user: Requester): Promise<void> {
  const inputContains = REQUESTS.unread.accountId;
  const fault = { operation: 'GetAlternateContact', error: 'TooManyRequestsException', times: 1000, inputContains };
  await stack.setFaults([fault]);
  await user.put(requestOf('unread'));
  await until('a read that fails', async () => {
    const { executionArn } = await user.record(idOf('unread')).catch(() => ({ executionArn: undefined }));
    const history = executionArn === undefined ? [] : await user.history(executionArn);
    return history.at(-1)?.type === 'LambdaFunctionFailed' ? true : undefined;
  });
}

/** @returns the requestId of the one that waits */
async function makeBaselineRequests(stack: TestStack, user: Requester): Promise<string[]> {
  for (const accountId of [BASELINE_ACCOUNT, CLOSED_ACCOUNT])
    await putOrganizationEvent(stack, 'create-account-result', accountId);
  const [waiting = '', closed = ''] = await Promise.all(
    [BASELINE_ACCOUNT, CLOSED_ACCOUNT].map((accountId) => baselineIdOf(user, accountId)),
  );
  await hasAskedEverybody(user, closed);
  await putOrganizationEvent(stack, 'close-account-result', CLOSED_ACCOUNT);
  await until('the end of what was closed', async () => {
    const { status } = await user.record(closed);
    return status === 'CANCELLED' ? true : undefined;
  });
  return [waiting];
}

/** The requestId of the baseline request of an account, as its approver was told it. */
async function baselineIdOf(user: Requester, accountId: string): Promise<string> {
  return until(`a baseline request for ${accountId}`, async () =>
    [...(await user.links()).keys()].find((id) => id.startsWith(`baseline-${accountId}`)),
  );
}

async function putOrganizationEvent(stack: TestStack, name: string, accountId: string): Promise<void> {
  const path = new URL(`../fixtures/organization/${name}.json`, import.meta.url);
  const event = JSON.parse((await readFile(path, 'utf8')).replaceAll('444444444444', accountId));
  const entry = { Source: event.source, DetailType: event['detail-type'], Detail: JSON.stringify(event.detail) };
  await new EventBridgeClient(stack.client).send(new PutEventsCommand({ Entries: [entry] }));
}

/** Waits until the execution of a request has nothing to do but to wait. */
async function hasAskedEverybody(user: Requester, requestId: string): Promise<void> {
  await until(`the task of ${requestId}`, async () => {
    const { status, executionArn } = await user.record(requestId);
    if (status !== 'PENDING_APPROVAL') return undefined;
    const history = await user.history(executionArn);
    return history.at(-1)?.type === 'TaskSubmitted' ? true : undefined;
  });
}

/** Everybody who gets links. */
export const APPROVERS = [APPROVER, OTHER_APPROVER];
