import type { ProvenBy } from '../request/request.ts';
import type { Policy } from './policy.ts';

/** What the service does at most for one person or one contact, so that nobody can make it flood them. */
export interface Limits {
  /** Requests of one requester that wait or are being applied. */
  openRequestsPerRequester: number;
  /** Requests that ask for one contact, and wait or are being applied; as many again if it is proven who asks. */
  openRequestsPerContact: number;
  /** Mails to one person in an hour: so many as an approver, and so many as a requester. */
  mailsPerHour: number;
}

/** Enough for a change of every account of an organization of a thousand, from a file of one person. */
const USUAL: Limits = { openRequestsPerRequester: 200, openRequestsPerContact: 20, mailsPerHour: 120 };

/** The limits of a policy; where it names none, the usual ones. */
export function limitsOf({ limits }: Pick<Policy, 'limits'>): Limits {
  return { ...USUAL, ...limits };
}

/** How many requests for one contact may be open when this one comes: those that only claim who asks cannot keep out the others. */
export function mostForContact({ openRequestsPerContact }: Limits, provenBy: ProvenBy | undefined): number {
  return provenBy === 'iam' || provenBy === 'signature' ? 2 * openRequestsPerContact : openRequestsPerContact;
}

/** How many mails an approver gets in an hour until one about this request waits for the summary: claims leave half to the others. */
export function mostMailsAbout({ provenBy }: { provenBy: ProvenBy }, { mailsPerHour }: Limits): number {
  return provenBy === 'claimed' ? Math.ceil(mailsPerHour / 2) : mailsPerHour;
}
