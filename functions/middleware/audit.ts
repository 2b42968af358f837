import { randomUUID } from 'node:crypto';
import type { Actor, AuditEvent } from '../../schemas/compiled/audit-event.js';
import { putAuditEvent } from '../aws/event-bus.ts';
import { sha256 } from '../domain/request/digest.ts';
import { errorFields, identifier, logger } from '../runtime/logger.ts';
import { emitMetrics, type MetricName } from '../runtime/metrics.ts';

/** What is known of what is audited. */
export type AuditFacts = Partial<Pick<AuditEvent, 'action' | 'by' | 'requests' | 'ticket' | 'decision'>> & {
  /** Why it does not count; missing if it does. */
  refusal?: string;
};

/** Where a call came from, and what it was answered. */
type AuditedCall = Pick<AuditEvent, 'sourceIp' | 'userAgent' | 'statusCode'>;

/** Requests and webhooks are audited where they are refused. The ledger tells who has steered a campaign. */
const METRICS: Record<AuditEvent['action'], Partial<Record<AuditEvent['outcome'], MetricName>>> = {
  vote: { recorded: 'VoteRecorded', refused: 'VoteRefused' },
  cancellation: { recorded: 'CancellationRecorded', refused: 'CancellationRefused' },
  steering: {},
  request: { refused: 'RequestRefused' },
  webhook: { refused: 'WebhookRefused' },
};

/** Something that came as an event, and not as a call. */
const NO_CALL: AuditedCall = { sourceIp: null, userAgent: null, statusCode: null };

/**
 * Leaves a log line, a metric and, unless its event is left out, an audit event. What it audits has happened already: an event
 * that cannot be put is logged, and fails nothing.
 */
export async function audit(
  action: AuditEvent['action'],
  facts: AuditFacts,
  { call = NO_CALL, isEventLeftOut = false } = {},
): Promise<void> {
  const { by = { kind: 'unknown', id: null }, requests = [], ticket: named, decision = null, refusal = null } = facts;
  // What is no plain reference may be any text of a ticket.
  const ticket = identifier(named) ?? null;
  const detail: AuditEvent = {
    ...{ auditId: randomUUID(), action, outcome: refusal === null ? 'recorded' : 'refused', code: refusal },
    ...{ decision, by, requests, ticket, occurredAt: new Date().toISOString(), ...call },
  };
  logger.info('Audit', { ...detail, by: withoutAddress(by), ...(isEventLeftOut && { isEventLeftOut }) });
  const metric = METRICS[action][detail.outcome];
  if (metric) emitMetrics({ [metric]: 1 });
  if (isEventLeftOut) return;
  await putAuditEvent(detail).catch((error: unknown) => {
    logger.error('An audit event was not put', { auditId: detail.auditId, ...errorFields(error) });
    emitMetrics({ AuditEventsLost: 1 });
  });
}

/** Logs hold no addresses. Who knows one finds its lines by the hash. */
function withoutAddress({ kind, id }: Actor): Actor {
  return { kind, id: id === null || kind === 'system' ? id : sha256(id) };
}
