import { readFileSync } from 'node:fs';
import { SHIPPED_POLICY } from './shipped-policy.ts';

/** Where one person makes a whole load, and gets all of its mails. */
export const HIGH_LIMITS =
  'limits: { openRequestsPerRequester: 2000, openRequestsPerContact: 2000, mailsPerHour: 100000 }';

/** The shipped policy with these limits. */
export const UNLIMITED_POLICY = `${readFileSync(SHIPPED_POLICY, 'utf8')}
${HIGH_LIMITS}
`;
