import { setTimeout as delay } from 'node:timers/promises';
import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';
import { APPROVER, OTHER_APPROVER } from '../../integration/requester.ts';
import { soakRequest } from './contacts.ts';
import { closedTicket, correctedTicket, organizationEvent, signedWebhook, typedCommand } from './doors.ts';
import { putEvent } from './events.ts';
import { patiently } from './patiently.ts';
import { SYSTEMS } from './policy.ts';
import type { Decision } from './vote.ts';
import type { World } from './world.ts';

/** What somebody does with the service. */
export interface Story {
  kind: string;
  /** How often it is told, compared with the others. */
  weight: number;
  tell(world: World, kind: string): Promise<void>;
}

const LARGE = 20;
/** Some requests change nothing, and nobody is asked about them. */
const PATIENCE_MS = 180_000;
const POLL_MS = 500;

/** The mixed traffic. */
export const STORIES: Story[] = [
  { kind: 'event, approved', weight: 5, tell: decided('approve') },
  { kind: 'event, rejected', weight: 2, tell: decided('reject') },
  { kind: 'event, pre-approved', weight: 3, tell: put(SYSTEMS.preApproved, 2) },
  { kind: 'event, two approvals', weight: 1, tell: decidedByTwo },
  { kind: `event of ${LARGE} changes, approved`, weight: 1, tell: decided('approve', LARGE) },
  { kind: 'event, nobody decides', weight: 1, tell: put(SYSTEMS.expiring, 1) },
  { kind: 'event, cancelled', weight: 1, tell: cancelled },
  { kind: 'event, sent twice', weight: 1, tell: sentTwice },
  { kind: 'event, invalid', weight: 1, tell: invalid },
  { kind: 'signed webhook, approved', weight: 2, tell: signedWebhook },
  { kind: 'ticket, corrected and approved', weight: 1, tell: correctedTicket },
  { kind: 'ticket, closed', weight: 1, tell: closedTicket },
  { kind: 'command line, approved', weight: 2, tell: typedCommand },
  { kind: 'organization event, approved', weight: 1, tell: organizationEvent },
];

function put(system: string, changes: number): Story['tell'] {
  return (world, kind) => putRequest(world, kind, soakRequest(system, changes));
}

function decided(decision: Decision, changes = 1): Story['tell'] {
  return async (world, kind) => {
    const request = soakRequest(SYSTEMS.other, changes);
    world.mailbox.agree(request.requestId, decision);
    await putRequest(world, kind, request);
  };
}

async function decidedByTwo(world: World, kind: string): Promise<void> {
  const request = soakRequest(SYSTEMS.two);
  world.mailbox.agree(request.requestId, 'approve', [APPROVER, OTHER_APPROVER]);
  await putRequest(world, kind, request);
}

async function cancelled(world: World, kind: string): Promise<void> {
  const request = soakRequest(SYSTEMS.other);
  await putRequest(world, kind, request);
  const { requestId, requestedBy } = request;
  // Requesters get the mail from which they cancel when the approvers get theirs.
  for (const giveUpAt = Date.now() + PATIENCE_MS; !world.mailbox.isAsked(requestId); await delay(POLL_MS)) {
    if (Date.now() > giveUpAt) return;
  }
  const detail = { requestId, requestedBy, reason: 'Not needed any more' };
  await putEvent(world, 'Alternate Contact Change Cancellation Requested', detail);
}

async function sentTwice(world: World, kind: string): Promise<void> {
  const request = soakRequest(SYSTEMS.preApproved);
  await putRequest(world, kind, request);
  await putRequest(world, kind, request);
}

async function invalid(world: World, kind: string): Promise<void> {
  const request = soakRequest(SYSTEMS.other);
  const changes = request.changes.map((change) => ({ ...change, accountId: '555555555555' }));
  await putRequest(world, kind, { ...request, changes });
}

async function putRequest({ user, accept }: World, kind: string, request: ChangeRequest): Promise<void> {
  await patiently('PutEvents', () => user.put(request));
  accept({ kind, key: `${request.source.system}/${request.requestId}` });
}
