import type { CompetingRequest } from '../domain/approval/competing-request.ts';
import { requesterProofText } from './identity.ts';
import { sourceText } from './request.ts';

/** What to know of another open request for the same contacts; what it makes of them is shown like any plan. */
export interface CompetingWords {
  /** `Another request for the same contact`; its id follows. */
  heading: string;
  /** Who asks, how they are known, and from where. */
  who: string;
  /** What follows if one of the two is applied. */
  consequence: string;
}

/** One line about all of them; `undefined` if there is none. */
export function competingNotice(competing: CompetingRequest[]): string | undefined {
  const [first, ...others] = competing;
  if (!first) return undefined;
  const contacts = contactsOf(competing);
  const ids = competing.map(({ requestId }) => requestId).join(', ');
  return others.length === 0
    ? `Another request asks for ${contacts}: ${ids}, by ${first.requestedBy}.`
    : `${competing.length} other requests ask for ${contacts}: ${ids}.`;
}

/** Another request in words. */
export function competingWords(other: CompetingRequest): CompetingWords {
  const { requestedBy, source, provenBy, isApproved } = other;
  const request = { requestedBy, source };
  const proof = requesterProofText({ provenBy, request });
  return {
    heading: `Another request for ${contactsOf([other])}`,
    who: `Requested by ${requestedBy}, ${proof}, from ${sourceText({ request })}.`,
    consequence: isApproved
      ? 'It is approved. Once it is applied, approvers are asked again about this one, with the contact as it then is.'
      : 'When one of the two is applied, approvers are asked again about the other, with the contact as it then is.',
  };
}

function contactsOf(competing: CompetingRequest[]): string {
  return competing.every(({ changes }) => changes.length === 1) ? 'the same contact' : 'the same contacts';
}
