import type { Policy } from '../../../../functions/domain/policy/policy.ts';
import validate from '../../../../schemas/compiled/policy-schema.js';
import { PolicyError } from '../../../../schemas/policy/policy-error.ts';
import { readPolicy } from '../../../../schemas/read-policy.ts';

/** The policy in the text, which is that of a file `policy.yml`. */
export function read(text: string): Policy {
  return readPolicy('policy.yml', text, validate);
}

/** The lines of the error that a policy is refused with; none when it is accepted. */
export function refusalOf(text: string): string[] {
  try {
    read(text);
    return [];
  } catch (error) {
    if (error instanceof PolicyError) return error.message.split('\n');
    throw error;
  }
}

/** The rule that a policy must end with. */
export const LAST = '  - { name: rest, approvers: [leads], quorum: 1, rounds: [{ wait: 1h }] }';

/** A policy with these rules, the first of which begins on line 5. */
export function policyWith(...rules: string[]): string {
  return `allowedEmailDomains: [example.com]
groups:
  leads: [lead-1@example.com, lead-2@example.com]
approvals:
${rules.join('\n')}
`;
}

/** A policy with one rule; what follows it begins on line 6. */
export const SIMPLE = policyWith(LAST);
