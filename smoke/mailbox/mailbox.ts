/** Where the approver's mails arrive. */
export interface Mailbox {
  /** The approval link in the mail about a request. @throws SmokeError when none comes */
  link(requestId: string, signal: AbortSignal): Promise<string>;
}

/** The approval link in the text of a mail about this request. */
export function linkIn(text: string, requestId: string): string | undefined {
  if (!text.split(/\s+/).includes(requestId)) return undefined;
  return /https?:\/\/\S+\/approvals\/[\w-]{43}(?![\w-])/.exec(text)?.[0];
}
