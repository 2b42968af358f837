/** The name of the SES message tag that says which request a mail is about. */
export const REQUEST_TAG = 'request';

/** What an SES event on a mail of ours tells, as far as it is used. */
export interface MailEvent {
  mail: { tags: Record<string, string[]> };
  bounce?: { bounceType: string; bounceSubType: string; bouncedRecipients: { emailAddress: string }[] };
  complaint?: { complainedRecipients: { emailAddress: string }[] };
}

/** Whom mails about a request do not reach, and why, in words for people. */
export interface DeliveryFailure {
  requestId: string;
  /** E-mail addresses in lower case. */
  addresses: string[];
  why: string;
}

/** The value of the tag: a message tag takes no colons, so the requestId is in base64url. */
export function requestTag(requestId: string): string {
  return Buffer.from(requestId).toString('base64url');
}

/**
 * Reads an SES event. A bounce that is not permanent (a full mailbox, an absence note) says nothing of the next mail.
 * @see https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
export function readDeliveryFailure({ mail, bounce, complaint }: MailEvent): DeliveryFailure | { ignored: string } {
  const [tag] = mail.tags[REQUEST_TAG] ?? [];
  if (tag === undefined) return { ignored: 'the mail is about no request' };
  const requestId = Buffer.from(tag, 'base64url').toString();
  if (complaint) {
    return { requestId, addresses: addressesOf(complaint.complainedRecipients), why: 'the mail was reported as spam' };
  }
  if (bounce?.bounceType !== 'Permanent') return { ignored: 'the bounce is not permanent' };
  const why = `the mail bounced (${bounce.bounceSubType})`;
  return { requestId, addresses: addressesOf(bounce.bouncedRecipients), why };
}

function addressesOf(recipients: { emailAddress: string }[]): string[] {
  return recipients.map(({ emailAddress }) => bareAddress(emailAddress).toLowerCase());
}

/** `Jane <jane@example.com>` as `jane@example.com`. */
function bareAddress(text: string): string {
  return /<([^<>]+)>\s*$/.exec(text)?.[1] ?? text.trim();
}
