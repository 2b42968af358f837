import type { MailboxRules } from '../../../schemas/compiled/policy-schema.js';

/**
 * The mailbox that an address leads to, as text that is equal for equal mailboxes: in lower case, without the part after a
 * plus, and without dots where the policy says so. It is for comparing, never for sending or showing.
 */
export function mailboxOf(address: string, { plusIsAnotherPerson = [], dotsIgnored = [] }: MailboxRules): string {
  const text = address.trim().toLowerCase();
  const at = text.lastIndexOf('@');
  const domain = text.slice(at + 1);
  const isOf = (domains: string[]) => domains.some((each) => each.toLowerCase() === domain);
  const written = unquoted(text.slice(0, Math.max(at, 0)));
  const person = isOf(plusIsAnotherPerson) ? written : written.replace(/(?<=.)\+.*$/s, '');
  return `${isOf(dotsIgnored) ? person.replaceAll('.', '') : person}@${domain}`;
}

/** Whether both addresses lead to the same mailbox, and so to the same person. */
export function isSameMailbox(left: string, right: string, rules: MailboxRules): boolean {
  return mailboxOf(left, rules) === mailboxOf(right, rules);
}

/** The addresses without those that lead to the mailbox of an earlier one. */
export function oncePerMailbox(addresses: string[], rules: MailboxRules): string[] {
  const people = new Map<string, string>();
  for (const address of addresses) {
    const mailbox = mailboxOf(address, rules);
    if (!people.has(mailbox)) people.set(mailbox, address);
  }
  return [...people.values()];
}

/**
 * `"jane"@example.com`, `"ja"ne@example.com` and `jane(work)@example.com` are other ways to write `jane@example.com`.
 * Comments may hold comments.
 * @see https://www.rfc-editor.org/rfc/rfc5322#section-3.4.1
 */
function unquoted(localPart: string): string {
  let depth = 0;
  let plain = '';
  for (const [character, escaped] of localPart.matchAll(/\\(.)|./gs)) {
    if (character === '(') depth += 1;
    else if (character === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0 && character !== '"') plain += escaped ?? character;
  }
  return plain;
}
