import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';
import type { ChangeStatus, Status } from '../../../schemas/compiled/status-event.js';

export type { ChangeStatus };

export type RequestStatus = Status;

export type FinalStatus = Exclude<RequestStatus, 'RECEIVED' | 'PENDING_APPROVAL' | 'APPROVED'>;

/** Whether the approvers can still decide. */
export function isUndecided(status: RequestStatus): status is 'RECEIVED' | 'PENDING_APPROVAL' {
  return status === 'RECEIVED' || status === 'PENDING_APPROVAL';
}

/** Whether the request has ended. */
export function isFinal(status: RequestStatus): status is FinalStatus {
  return !isUndecided(status) && status !== 'APPROVED';
}

/**
 * How the requester is known: signed in (`iam`), named by a source that proved itself (`signature`), or named by whoever put
 * the event (`claimed`). Requests of the workflow itself have no person (`workflow`).
 */
export type ProvenBy = 'iam' | 'signature' | 'claimed' | 'workflow';

/** `source.system` of the requests that the workflow itself makes from events of AWS Organizations. */
export const ORGANIZATION_SYSTEM = 'organization';

/** `source.system` of the requests that the command `contacts` makes. */
export const CLI_SYSTEM = 'cli';

/** Whether the address is the requester's; letter case and surrounding blanks make no difference. */
export function isRequester({ requestedBy }: Pick<ChangeRequest, 'requestedBy'>, address: string): boolean {
  return requestedBy.trim().toLowerCase() === address.trim().toLowerCase();
}

/**
 * Whether the address is in one of the domains: in exactly `example.com`, or for `*.example.com` in a domain at any depth
 * beneath it. Whoever may make a subdomain is not always whom a domain is trusted for, so each is written out.
 */
export function isInDomain(emailAddress: string, domains: string[]): boolean {
  const domain = emailAddress.trim().split('@').at(-1)?.toLowerCase() ?? '';
  return domains.some((written) => {
    const allowed = written.toLowerCase();
    return allowed.startsWith('*.') ? domain.endsWith(allowed.slice(1)) : domain === allowed;
  });
}
