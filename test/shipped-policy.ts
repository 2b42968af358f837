import { resolve } from 'node:path';

/**
 * The policy as it is shipped, for every test and every stack of a test: operators edit `policy.yml`, and the tests still
 * pass. The release compares the two.
 */
export const SHIPPED_POLICY = resolve(import.meta.dirname, 'fixtures/policy/policy.yml');
