import { ALTERNATE_CONTACT_TYPES, contactKey } from '../../functions/domain/contact/contact.ts';
import { MalformedEventError } from '../../functions/domain/errors.ts';
import { readOrganizationEvent } from '../../functions/domain/organization/organization-event.ts';
import { requestKeyOf } from '../../functions/domain/request/request-key.ts';
import type { ContactKey } from '../../schemas/compiled/contact-key.js';
import type { Reason } from '../../schemas/compiled/reason.js';

/** The parts of an execution's output that are used. */
export interface ExecutionOutput {
  status?: string;
  reasons?: Reason[];
}

/** The requestId in the event that started an execution, and the key, both as names of a request. */
export function namesIn(input: string | undefined): string[] {
  const detail = fieldOf(parsed(input), 'detail');
  const requestId = fieldOf(detail, 'requestId');
  const system = fieldOf(fieldOf(detail, 'source'), 'system');
  if (typeof requestId !== 'string') return [];
  return [requestId, ...(typeof system === 'string' ? [requestKeyOf({ source: { system }, requestId })] : [])];
}

/** The contacts that the event asks for, or all of the account that an event of AWS Organizations is about. */
export function contactsIn(input: string | undefined): ContactKey[] {
  const detail = fieldOf(parsed(input), 'detail');
  const changes = fieldOf(detail, 'changes');
  if (Array.isArray(changes)) return changes.filter(isContactKey).map(contactKey);
  return accountsIn(Object(detail)).flatMap((accountId) =>
    ALTERNATE_CONTACT_TYPES.map((alternateContactType) => ({ accountId, alternateContactType })),
  );
}

export function readOutput(output: string | undefined): ExecutionOutput {
  const value = parsed(output);
  const status = fieldOf(value, 'status');
  const reasons = fieldOf(value, 'reasons');
  return {
    ...(typeof status === 'string' && { status }),
    ...(Array.isArray(reasons) && { reasons: reasons.filter(isReason) }),
  };
}

function accountsIn(detail: Record<string, unknown>): string[] {
  try {
    const read = readOrganizationEvent({ detail });
    return 'news' in read ? [read.accountId] : [];
  } catch (error) {
    if (error instanceof MalformedEventError) return [];
    throw error;
  }
}

function isContactKey(value: unknown): value is ContactKey {
  const type = fieldOf(value, 'alternateContactType');
  return typeof fieldOf(value, 'accountId') === 'string' && ALTERNATE_CONTACT_TYPES.some((known) => known === type);
}

/** Any code will do: the service may be newer than this command, and its message still helps. */
function isReason(value: unknown): value is Reason {
  return ['pointer', 'code', 'message'].every((field) => typeof fieldOf(value, field) === 'string');
}

function parsed(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? 'null');
  } catch {
    return undefined;
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
