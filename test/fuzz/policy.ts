import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** The repository's policy, without the limits that keep a single person from asking so often. */
export const FUZZ_POLICY = `${readFileSync(resolve(import.meta.dirname, '../../policy.yml'), 'utf8')}
limits: { openRequestsPerRequester: 2000, openRequestsPerContact: 1000, mailsPerHour: 100000 }
`;
