import { Option } from 'commander';

const VARIABLE = 'CONTACTS_REQUESTED_BY';

/** The flag that names the requester. */
export function requestedByOption(): Option {
  const help = 'the e-mail address of the requester (default: the person who signs, if the service knows them)';
  return new Option('--requested-by <email>', help).env(VARIABLE);
}

/** The requester from the flag or the environment, if one of them names somebody; otherwise the service knows who signs. */
export function requesterOf(requestedBy: string | undefined): { requestedBy?: string } {
  return requestedBy ? { requestedBy } : {};
}

/** Stands for the person who signs where a request is checked as a whole. */
export const SIGNER = { requestedBy: 'signer@example.com' };
