import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Actor, AuditEvent } from '../../schemas/compiled/audit-event.js';
import { sha256 } from '../domain/request/digest.ts';
import { requestKeyOf } from '../domain/request/request-key.ts';
import { type AuditFacts, audit } from './audit.ts';
import { Budget } from './budget.ts';
import { clientErrorStatus, type HttpAnswer, markAudited } from './http-chain.ts';
import type { OpenedPage } from './page-chain.ts';

/** A call that is audited. */
export type AuditedEvent = APIGatewayProxyEventV2 & {
  page?: OpenedPage;
  principal?: string | undefined;
  /** Adds to what is known of the call. */
  note: (facts: AuditFacts) => void;
};

/** What a status means where the handler says nothing else. */
const REFUSALS: Record<number, string> = {
  400: 'unreadable',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'unknown',
  409: 'conflict',
  413: 'tooLarge',
  415: 'unreadable',
};

/** How many events an instance of a function puts of strangers' calls in a minute. Each is logged and counted in any case. */
const strangers = new Budget(10, 60_000);

/**
 * Audits the calls of a function: each vote and each cancellation, whether it counts or not, and whatever else is refused. It
 * comes last in its chain. A link that opens no page is nobody's; its call is logged like those of all pages.
 */
export function audited(action: AuditEvent['action']): MiddlewareObj<AuditedEvent, HttpAnswer> {
  const noted = new WeakMap<object, AuditFacts>();
  return {
    before: ({ event }) => {
      event.note = (facts) => noted.set(event, { ...noted.get(event), ...facts });
    },
    after: ({ event, response }) => auditCall(action, event, noted.get(event), response?.statusCode ?? 200),
    onError: async (request) => {
      const { event, error } = request;
      const statusCode = clientErrorStatus(error);
      if (statusCode === undefined || (error?.name === 'InvalidLinkError' && !event.page)) return;
      await auditCall(action, event, noted.get(event), statusCode);
      markAudited(request.internal);
    },
  };
}

/** A form may ask for something else than the calls of its function usually do: then it is noted. */
async function auditCall(
  usual: AuditEvent['action'],
  event: AuditedEvent,
  noted: AuditFacts = {},
  statusCode: number,
): Promise<void> {
  const action = noted.action ?? usual;
  const refusal = noted.refusal ?? (statusCode < 400 ? undefined : (REFUSALS[statusCode] ?? 'invalid'));
  const isAct = action === 'vote' || action === 'cancellation' || action === 'steering';
  if (refusal === undefined && !isAct) return;
  const by = noted.by ?? actorOf(action, event);
  const isStranger = by.kind === 'unknown' || by.kind === 'claimed';
  const requests = event.page && [requestKeyOf(event.page.record.request)];
  const facts = { by, ...(requests && { requests }), ...noted, ...(refusal !== undefined && { refusal }) };
  const isEventLeftOut = isStranger && !strangers.take(Date.now());
  await audit(action, facts, { call: { ...origin(event), statusCode }, isEventLeftOut });
}

function actorOf(action: AuditEvent['action'], { page, principal }: AuditedEvent): Actor {
  if (page) return { kind: action === 'vote' ? 'approver' : 'requester', id: page.holder };
  return principal === undefined ? { kind: 'unknown', id: null } : { kind: 'principal', id: principal };
}

function origin({ requestContext, headers }: APIGatewayProxyEventV2) {
  const userAgent = headers['user-agent'];
  return {
    sourceIp: requestContext.http.sourceIp ?? null,
    userAgent: userAgent === undefined ? null : sha256(userAgent),
  };
}
