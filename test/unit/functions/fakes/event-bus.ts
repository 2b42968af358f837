import { expect, vi } from 'vitest';
import validateAudit, { type AuditEvent } from '../../../../schemas/compiled/audit-event.js';
import validateStatus, { type StatusEvent } from '../../../../schemas/compiled/status-event.js';
import validateComment, { type TicketComment } from '../../../../schemas/compiled/ticket-comment.js';
import { CONTACT_DETAILS } from '../invoke.ts';

/** The details of the status events, of the comments beside them, and of the requests and cancellations that were put. */
export const statusEvents: StatusEvent[] = [];
export const comments: TicketComment[] = [];
export const requestEvents: object[] = [];
export const cancellationEvents: object[] = [];
export const auditEvents: AuditEvent[] = [];

export function reset(): void {
  for (const list of [statusEvents, comments, requestEvents, cancellationEvents, auditEvents]) list.length = 0;
  for (const call of [
    putStatusEvent,
    putTicketComment,
    putRequestEvent,
    putTicketRequestEvent,
    putTicketCancellationEvent,
    putAuditEvent,
  ])
    call.mockReset();
}

/** Takes only what the schemas of status events and comments allow, and no detail of a contact. */
export const putStatusEvent = vi.fn(async (detail: StatusEvent, comment?: TicketComment) => {
  expect(validateStatus(detail), JSON.stringify(validateStatus.errors)).toBe(true);
  if (comment) expect(validateComment(comment), JSON.stringify(validateComment.errors)).toBe(true);
  for (const secret of CONTACT_DETAILS) expect(JSON.stringify([detail, comment])).not.toContain(secret);
  statusEvents.push(detail);
  if (comment) comments.push(comment);
});

/** Takes only what the schema allows, and no detail of a contact. */
export const putAuditEvent = vi.fn(async (detail: AuditEvent) => {
  expect(validateAudit(detail), JSON.stringify(validateAudit.errors)).toBe(true);
  for (const secret of CONTACT_DETAILS) expect(JSON.stringify(detail)).not.toContain(secret);
  auditEvents.push(detail);
});

export const putTicketComment = vi.fn(async (comment: TicketComment | undefined) => {
  if (!comment) return;
  expect(validateComment(comment), JSON.stringify(validateComment.errors)).toBe(true);
  for (const secret of CONTACT_DETAILS) expect(JSON.stringify(comment)).not.toContain(secret);
  comments.push(comment);
});

export const putRequestEvent = vi.fn(async (detail: object) => {
  requestEvents.push(detail);
});

export const putTicketRequestEvent = vi.fn(async (detail: object) => {
  requestEvents.push(detail);
});

export const putTicketCancellationEvent = vi.fn(async (detail: object) => {
  cancellationEvents.push(detail);
});
