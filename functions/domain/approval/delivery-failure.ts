import type { MailEventDetail } from '../../../schemas/compiled/mail-event.js';
import { type DeliveryFailureReason, type RequestEvent, WORKFLOW } from '../ledger/events.ts';
import type { RequestRecord } from '../ledger/record.ts';
import { approversInRound } from '../policy/required-approval.ts';

/** The SES message tag that names the request that a mail is about. */
export const REQUEST_TAG = 'request';

/** Addresses (in lower case) that mail about a request does not reach, and why. */
export interface DeliveryFailure {
  requestId: string;
  addresses: string[];
  reason: DeliveryFailureReason;
}

/** The value of the tag. A tag cannot hold colons, so the requestId is encoded as base64url. */
export function requestTag(requestId: string): string {
  return Buffer.from(requestId).toString('base64url');
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
  const requestId = Buffer.from(tag, 'base64url').toString();
  if (complaint) {
    return { requestId, addresses: addressesOf(complaint.complainedRecipients), reason: { kind: 'reportedAsSpam' } };
  }
  if (bounce?.bounceType !== 'Permanent') return { ignored: 'the bounce is not permanent' };
  const reason = { kind: 'bounced', subType: bounce.bounceSubType } as const;
  return { requestId, addresses: addressesOf(bounce.bouncedRecipients), reason };
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
