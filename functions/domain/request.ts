import { ALTERNATE_CONTACT_TYPES, type Contact, type ContactKey } from './contact.ts';

/** One change of a request: set a contact, or remove it. */
export type Change =
  | (ContactKey & { action: 'PUT'; contact: Contact })
  | (ContactKey & { action: 'DELETE'; contact?: never });

/** Where a request comes from: the system, and its ticket where there is one. */
export interface RequestSource {
  system: string;
  reference?: string;
  url?: string;
}

/** A request to change 1 to 100 alternate contacts; `requestId` is its idempotency key. */
export interface ChangeRequest {
  requestId: string;
  requestedBy: string;
  reason: string;
  source: RequestSource;
  changes: Change[];
}

export type FinalStatus =
  | 'INVALID'
  | 'DUPLICATE'
  | 'UNCHANGED'
  | 'REJECTED'
  | 'EXPIRED'
  | 'CANCELLED'
  | 'APPLIED'
  | 'PARTIALLY_APPLIED'
  | 'FAILED';

export type RequestStatus = 'RECEIVED' | 'PENDING_APPROVAL' | 'APPROVED' | FinalStatus;

/** A target account as AWS Organizations knows it. */
export interface Account {
  accountId: string;
  /** AWS Organizations' `State`, or `UNKNOWN` when the organization has no such account. */
  state: string;
  /** The ids of the organizational units and the root above the account, nearest first. */
  parentIds: string[];
  /** The tags that approval rules ask for. */
  tags?: Record<string, string>;
}

/** One reason why a request is refused: a JSON pointer into the request, and what is wrong there. */
export interface Reason {
  pointer: string;
  message: string;
}

/** `source.system` of the requests that the workflow makes itself, of events of AWS Organizations. */
export const ORGANIZATION_SYSTEM = 'organization';

/** A producer that gives itself out for the workflow: the policy may pre-approve what the workflow asks for. */
export function reservedSystem({ source }: ChangeRequest): Reason[] {
  if (source.system !== ORGANIZATION_SYSTEM) return [];
  return [
    { pointer: '/source/system', message: 'is reserved for requests that events of AWS Organizations bring about' },
  ];
}

/** The changes that name a contact which an earlier change of the same request names too. */
export function repeatedContacts(request: ChangeRequest): Reason[] {
  const firstIndex = new Map<string, number>();
  return request.changes.flatMap((change, index) => {
    const key = `${change.accountId}/${change.alternateContactType}`;
    const first = firstIndex.get(key);
    if (first === undefined) {
      firstIndex.set(key, index);
      return [];
    }
    return [{ pointer: `/changes/${index}`, message: `changes the same contact as /changes/${first}` }];
  });
}

/** The changes whose account is not an ACTIVE member of the organization. */
export function inactiveAccounts(request: ChangeRequest, accounts: Account[]): Reason[] {
  const stateOf = new Map(accounts.map(({ accountId, state }) => [accountId, state]));
  return request.changes.flatMap(({ accountId }, index) => {
    const state = stateOf.get(accountId) ?? 'UNKNOWN';
    if (state === 'ACTIVE') return [];
    const message =
      state === 'UNKNOWN'
        ? `names ${accountId}, which is no account of the organization`
        : `names ${accountId}, which is ${state}`;
    return [{ pointer: `/changes/${index}/accountId`, message }];
  });
}

/** The contacts whose e-mail address is outside the domains that the policy allows. */
export function foreignEmailDomains(request: ChangeRequest, allowedDomains: string[]): Reason[] {
  return request.changes.flatMap((change, index) =>
    change.action === 'DELETE' || isInDomain(change.contact.emailAddress, allowedDomains)
      ? []
      : [
          {
            pointer: `/changes/${index}/contact/emailAddress`,
            message: `must be in an allowed e-mail domain (${allowedDomains.join(', ')})`,
          },
        ],
  );
}

/** Whether the address is the one of who asked; letter case and blanks around it make no difference. */
export function isRequester({ requestedBy }: Pick<ChangeRequest, 'requestedBy'>, address: string): boolean {
  return requestedBy.trim().toLowerCase() === address.trim().toLowerCase();
}

/** Whether the address is in one of the domains, or in a subdomain of one. */
export function isInDomain(emailAddress: string, domains: string[]): boolean {
  const domain = emailAddress.trim().split('@').at(-1)?.toLowerCase() ?? '';
  return domains.some((allowed) => domain === allowed.toLowerCase() || domain.endsWith(`.${allowed.toLowerCase()}`));
}

/** The contacts that a request of any shape names readably, for reporting on a request that is not valid. */
export function readableContacts(request: unknown): ContactKey[] {
  const changes = isRecord(request) && Array.isArray(request['changes']) ? request['changes'] : [];
  return changes.flatMap((change: unknown) => {
    if (!isRecord(change)) return [];
    const { accountId, alternateContactType } = change;
    const type = ALTERNATE_CONTACT_TYPES.find((known) => known === alternateContactType);
    return typeof accountId === 'string' && /^\d{12}$/.test(accountId) && type
      ? [{ accountId, alternateContactType: type }]
      : [];
  });
}

/** Who asked for what from where, as far as a request of any shape names it readably. */
export function readableRequest(request: unknown): {
  requestId: string | null;
  requestedBy: string | null;
  source: Partial<RequestSource> | null;
} {
  const { requestId, requestedBy, source } = isRecord(request) ? request : {};
  return {
    requestId: matches(requestId, REQUEST_ID) ? requestId : null,
    requestedBy: matches(requestedBy, EMAIL_ADDRESS) && requestedBy.length <= 254 ? requestedBy : null,
    source: isRecord(source) ? readableSource(source) : null,
  };
}

function readableSource({ system, reference, url }: Record<string, unknown>): Partial<RequestSource> {
  return {
    ...(matches(system, SYSTEM) && { system }),
    ...(matches(reference, REFERENCE) && { reference }),
    ...(matches(url, URL_PATTERN) && { url }),
  };
}

function matches(value: unknown, pattern: RegExp): value is string {
  return typeof value === 'string' && pattern.test(value);
}

/** As in change-request.schema.json. */
const REQUEST_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,79}$/;
const EMAIL_ADDRESS = /^[!-?A-~]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/;
const SYSTEM = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const REFERENCE = /^.{1,200}$/su;
const URL_PATTERN = /^https?:\/\/[!-~]{1,2040}$/;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
