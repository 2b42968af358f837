import { encodedDomain } from '../contact/email-address.ts';
import { contactFaults, legibilityFault } from '../contact/usable-contact.ts';
import type { Problem } from './problem.ts';

/** What makes the contacts of a request unusable, as far as they can be read: the request may have any shape. */
export function contactProblems(request: unknown): Problem[] {
  return changesOf(request).flatMap((change, index) => {
    const contact = fieldOf(change, 'contact');
    return isObject(contact) ? faultsAt(`/changes/${index}/contact`, contact) : [];
  });
}

/** Texts for the approvers in which there is nothing to read. */
export function unreadableTexts(request: unknown): Problem[] {
  const texts = [
    { pointer: '/reason', text: fieldOf(request, 'reason') },
    { pointer: '/source/reference', text: fieldOf(fieldOf(request, 'source'), 'reference') },
  ];
  return texts.flatMap(({ pointer, text }): Problem[] =>
    typeof text === 'string' && legibilityFault(text)?.code === 'blank' ? [{ pointer, code: 'blank' }] : [],
  );
}

/** E-mail domains with encoded letters (`xn--…`), which may look like another domain, where the policy refuses them. */
export function confusableDomains(request: unknown, rule: 'show' | 'refuse' = 'show'): Problem[] {
  if (rule === 'show') return [];
  return changesOf(request).flatMap((change, index): Problem[] => {
    const address = fieldOf(fieldOf(change, 'contact'), 'emailAddress');
    if (typeof address !== 'string' || !encodedDomain(address)) return [];
    return [{ pointer: `/changes/${index}/contact/emailAddress`, code: 'confusableDomain' }];
  });
}

function faultsAt(pointer: string, contact: Record<string, unknown>): Problem[] {
  return contactFaults(contact).map(({ field, fault }) => ({ pointer: `${pointer}/${field}`, ...fault }));
}

function changesOf(request: unknown): unknown[] {
  const changes = fieldOf(request, 'changes');
  return Array.isArray(changes) ? changes : [];
}

function fieldOf(value: unknown, field: string): unknown {
  return isObject(value) ? value[field] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
