import type { MailEventDetail } from '../../../schemas/compiled/mail-event.js';
import { type DeliveryFailureReason, type RequestEvent, WORKFLOW } from '../ledger/events.ts';
import type { RequestRecord } from '../ledger/record.ts';
import { approversInRound } from '../policy/required-approval.ts';
import { isRequestKey, type RequestKey } from '../request/request-key.ts';

/** The SES message tag that names the request that a mail is about. */
export const REQUEST_TAG = 'request';

/** Addresses (in lower case) that mail about a request does not reach, and why. */
export interface DeliveryFailure {
  requestKey: RequestKey;
  addresses: string[];
  reason: DeliveryFailureReason;
}

/** The value of the tag. A tag can hold neither colons nor slashes, so the key is encoded as base64url. */
export function requestTag(requestKey: RequestKey): string {
  return Buffer.from(requestKey).toString('base64url');
}

/**
 * Reads an SES event. A bounce that is not permanent (a full mailbox, an absence note) says nothing about the next mail.
 * @see https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
export function readDeliveryFailure({
  mail,
  bounce,
  complaint,
}: Pick<MailEventDetail, 'mail' | 'bounce' | 'complaint'>): DeliveryFailure | { ignored: string } {
  const [tag] = mail.tags[REQUEST_TAG] ?? [];
  if (tag === undefined) return { ignored: 'the mail is not about a request' };
  const requestKey = Buffer.from(tag, 'base64url').toString();
  if (!isRequestKey(requestKey)) return { ignored: 'the tag names no request' };
  if (complaint) {
    return { requestKey, addresses: addressesOf(complaint.complainedRecipients), reason: { kind: 'reportedAsSpam' } };
  }
  if (bounce?.bounceType !== 'Permanent') return { ignored: 'the bounce is not permanent' };
  const reason = { kind: 'bounced', subType: bounce.bounceSubType } as const;
  return { requestKey, addresses: addressesOf(bounce.bouncedRecipients), reason };
}

/** What follows when mail does not reach these addresses: approvers of a pending request are unreachable. */
export function undeliverable(
  { approval, status, unreachable }: RequestRecord,
  { addresses, reason }: Pick<DeliveryFailure, 'addresses' | 'reason'>,
  at: string,
): RequestEvent[] {
  if (!approval || status !== 'PENDING_APPROVAL') return [];
  const approvers = approversInRound(approval, approval.rounds.length);
  const known = new Set(unreachable.map(({ approver }) => approver));
  const failed = new Set(addresses.map((address) => address.toLowerCase()));
  return approvers
    .filter((approver) => failed.has(approver.toLowerCase()) && !known.has(approver))
    .map((approver) => ({ type: 'ApproverUnreachable', at, by: WORKFLOW, approver, reason }));
}

function addressesOf(recipients: { emailAddress: string }[]): string[] {
  return recipients.map(({ emailAddress }) => bareAddress(emailAddress).toLowerCase());
}

/** `Jane <jane@example.com>` as `jane@example.com`. */
function bareAddress(text: string): string {
  return /<([^<>]+)>\s*$/.exec(text)?.[1] ?? text.trim();
}
