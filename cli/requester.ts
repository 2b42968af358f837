import { Option } from 'commander';
import { UsageError } from './errors.ts';

const VARIABLE = 'CONTACTS_REQUESTED_BY';

/** The flag that tells who asks. */
export function requestedByOption(): Option {
  return new Option('--requested-by <email>', 'e-mail address of the person who asks').env(VARIABLE);
}

/**
 * Who asks, as the flag or the environment says.
 * @throws UsageError when nobody is named.
 */
export function requesterOf(requestedBy: string | undefined): string {
  if (requestedBy) return requestedBy;
  throw new UsageError(`name who asks: --requested-by jane@example.com, or set ${VARIABLE}`);
}
