import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import isContactKey from '../../../schemas/compiled/contact-key.js';
import { contactKey } from '../contact/contact.ts';
import { MalformedEventError } from '../errors.ts';

/** A call that has changed a contact. */
export interface ContactCall extends ContactKey {
  /** When the call was made, in ISO 8601. */
  calledAt: string;
  /** The ARN of whoever made it, if the event says so. */
  calledBy?: string;
  /** The ARN of the role in whose session it was made. */
  role?: string;
}

type Detail = Record<string, unknown>;

/**
 * Reads the detail of an event of CloudTrail about a call of Account Management. What the contact is now is masked in it.
 * @throws MalformedEventError when it does not name the contact
 * @see https://docs.aws.amazon.com/accounts/latest/reference/monitoring-cloudtrail.html
 */
export function readContactEvent(detail: Detail): ContactCall | { ignored: string } {
  const { eventName, errorCode, eventTime, recipientAccountId } = detail;
  if (errorCode !== undefined) return { ignored: `${String(eventName)} failed: ${String(errorCode)}` };
  const parameters = objectAt(detail, 'requestParameters');
  const named = parameters['accountId'] ?? parameters['AccountId'];
  const key: unknown = {
    accountId: typeof named === 'string' ? named : recipientAccountId,
    alternateContactType: parameters['alternateContactType'] ?? parameters['AlternateContactType'],
  };
  if (!isContactKey(key)) throw new MalformedEventError(`${String(eventName)} names no contact`);
  return { ...contactKey(key), calledAt: timeOf(eventTime), ...callerOf(objectAt(detail, 'userIdentity')) };
}

/** An event that says no time is of some time ago: it proves nothing about what this service has set since. */
function timeOf(eventTime: unknown): string {
  const at = new Date(typeof eventTime === 'string' ? eventTime : 0);
  return Number.isNaN(at.getTime()) ? new Date(0).toISOString() : at.toISOString();
}

function callerOf(identity: Detail): Pick<ContactCall, 'calledBy' | 'role'> {
  const { arn } = identity;
  const issuer = objectAt(objectAt(identity, 'sessionContext'), 'sessionIssuer')['arn'];
  return {
    ...(typeof arn === 'string' && { calledBy: arn }),
    ...(typeof issuer === 'string' && { role: issuer }),
  };
}

function objectAt(parent: Detail, key: string): Detail {
  return { ...Object(parent[key]) };
}
