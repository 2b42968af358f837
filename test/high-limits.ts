import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** Where one person makes a whole load, and gets all of its mails. */
export const HIGH_LIMITS =
  'limits: { openRequestsPerRequester: 2000, openRequestsPerContact: 2000, mailsPerHour: 100000 }';

/** The policy of this repository with these limits. */
export const UNLIMITED_POLICY = `${readFileSync(resolve(import.meta.dirname, '../policy.yml'), 'utf8')}
${HIGH_LIMITS}
`;
