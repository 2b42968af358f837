import type { Contact } from '../../../schemas/compiled/contact.js';
import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import { CONTACT_FIELDS, contactKey } from '../contact/contact.ts';
import type { Approval } from '../policy/required-approval.ts';
import { digest } from '../request/digest.ts';
import type { CampaignPlan, EventOf, Requested } from './events.ts';

/**
 * What a plan says, without contact details: it can be kept as evidence when these are gone. `before` and `after` are
 * digests of contacts; `null` is no contact.
 */
export interface PlanStatement {
  /** Of the request as it was registered, see `askedDigest`. */
  asked: string;
  changes: (ContactKey & { before: string | null; after: string | null; revision?: number })[];
  approval: Approval;
  /** Of a campaign, whose changes are not in here. */
  campaign?: CampaignPlan;
  /** See `Planned`: it lets a change do without another read, so nobody else may say it. */
  readAt?: string;
}

/** SHA-256 (hex) of what was asked, by whom, for which accounts, and of the execution that handles it. */
export function askedDigest({ request, accounts, provenBy, executionArn, askedAt, nonce }: Requested): string {
  return digest({ request, accounts, provenBy, executionArn, askedAt, nonce });
}

/** What the plan of a request says. */
export function planStatement(
  asked: string,
  { plan, approval, nonce, readAt, campaign }: EventOf<'Planned'>,
): PlanStatement {
  const changes = plan.map((change) => ({
    ...contactKey(change),
    before: contactDigest(change.before, nonce),
    after: contactDigest(change.after, nonce),
    ...(change.revision !== undefined && { revision: change.revision }),
  }));
  return { asked, changes, approval, ...(campaign && { campaign }), ...(readAt !== undefined && { readAt }) };
}

/** How many changes a plan holds. */
export function plannedCount({ changes, campaign }: PlanStatement): number {
  return campaign?.count ?? changes.length;
}

/** SHA-256 (hex) of a plan: a vote only counts for exactly the plan that its page showed. */
export function planFingerprint(statement: PlanStatement): string {
  return digest(statement);
}

/** Whoever knows most of a contact could try the rest, but for the nonce. */
function contactDigest(contact: Contact | null, nonce: string): string | null {
  return contact && digest([nonce, ...CONTACT_FIELDS.map((field) => contact[field])]);
}
