import type { Reason } from '../functions/domain/request.ts';

/** The patterns of the schemas in words, by the last part of the pointer. */
const PATTERNS: Record<string, string> = {
  requestId: 'must be 1 to 80 letters, digits and ._:-, beginning with a letter or digit',
  requestedBy: 'must be an e-mail address',
  url: 'must be a URL that begins with http:// or https://, without spaces',
  accountId: 'must be 12 digits',
  emailAddress: 'must be an e-mail address that AWS takes, such as soc@example.com',
  phoneNumber: 'may have digits, spaces and ()+- only',
};

/** The schema's words in plainer ones; an empty value breaks two rules at once, and one is enough to mend it. */
export function plainReasons(reasons: Reason[]): Reason[] {
  return reasons
    .filter(({ pointer }, index) => reasons.findIndex((other) => other.pointer === pointer) === index)
    .map(({ pointer, message }) => ({ pointer, message: plainMessage(pointer, message) }));
}

function plainMessage(pointer: string, message: string): string {
  const pattern = PATTERNS[pointer.split('/').at(-1) ?? ''];
  if (pattern !== undefined && message.startsWith('must match pattern')) return pattern;
  if (message === 'must NOT have fewer than 1 characters') return 'must not be empty';
  return message.replace(/^must NOT have more than (\d+) characters$/, 'must have at most $1 characters');
}
