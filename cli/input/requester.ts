import { Option } from 'commander';
import { UsageError } from '../errors.ts';

const VARIABLE = 'CONTACTS_REQUESTED_BY';

/** The flag that names the requester. */
export function requestedByOption(): Option {
  return new Option('--requested-by <email>', 'the e-mail address of the requester').env(VARIABLE);
}

/**
 * The requester from the flag or the environment.
 * @throws UsageError when neither names one.
 */
export function requesterOf(requestedBy: string | undefined): string {
  if (requestedBy) return requestedBy;
  throw new UsageError(`name the requester: --requested-by jane@example.com, or set ${VARIABLE}`);
}
