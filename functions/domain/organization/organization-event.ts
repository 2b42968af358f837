import isAccountId from '../../../schemas/compiled/account-id.js';
import { MalformedEventError } from '../errors.ts';

/** What happened to an account. Of new tags only the keys count, as far as the event names them. */
export type AccountNews =
  | { type: 'found' | 'created' | 'createdByControlTower' | 'updatedByControlTower' | 'joined' }
  | { type: 'moved'; to: string }
  | { type: 'tagged'; keys: string[] };

/** The account that an event is about and what happened to it, the id of one that was closed, or why nothing is asked for. */
export type OrganizationNews = { accountId: string; news: AccountNews } | { closed: string } | { ignored: string };

type Detail = Record<string, unknown>;

/** The states of what goes on in the background and has not succeeded. */
const UNSUCCESSFUL: unknown[] = ['FAILED', 'IN_PROGRESS'];

/** A handshake with another action than this one is not about an account that joins. */
const INVITATION = 'INVITE';

const EVENT_SOURCE = 'organizations.amazonaws.com';

/**
 * Where each event names the account.
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_cloudtrail-integration.html
 * @see https://docs.aws.amazon.com/controltower/latest/userguide/lifecycle-events.html
 */
const READERS: Record<string, (detail: Detail) => OrganizationNews> = {
  CreateAccountResult: (detail) => finished(detail, 'createAccountStatus', { type: 'created' }),
  CreateManagedAccount: (detail) => finished(detail, 'createManagedAccountStatus', { type: 'createdByControlTower' }),
  UpdateManagedAccount: (detail) => finished(detail, 'updateManagedAccountStatus', { type: 'updatedByControlTower' }),
  CloseAccountResult: (detail) => finished(detail, 'closeAccountStatus', 'closed'),
  AccountJoinedOrganization: joined,
  AcceptHandshake: (detail) => called(detail, accepted),
  MoveAccount: (detail) => called(detail, moved),
  TagResource: (detail) => called(detail, tagged),
  UntagResource: (detail) => called(detail, tagged),
};

/**
 * Reads an event of AWS Organizations or Control Tower. CloudTrail masks names and addresses, so they are not used.
 * @throws MalformedEventError when an event of a kind that is listened to does not have the shape that names an account.
 */
export function readOrganizationEvent({ detail }: { detail: Detail }): OrganizationNews {
  const eventName = String(detail['eventName']);
  const read = Object.hasOwn(READERS, eventName) ? READERS[eventName] : undefined;
  return read?.(detail) ?? { ignored: `${eventName} asks for nothing` };
}

function finished(detail: Detail, key: string, news: AccountNews | 'closed'): OrganizationNews {
  const status = objectAt(objectAt(detail, 'serviceEventDetails'), key);
  const { state } = status;
  if (UNSUCCESSFUL.includes(state)) return { ignored: `${key}.state is ${String(state)}` };
  if (state !== 'SUCCEEDED') throw new MalformedEventError(`${detail['eventName']} has no ${key}.state that is known`);
  const accountId = accountIn(detail, [status, objectAt(status, 'account')]);
  return news === 'closed' ? { closed: accountId } : { accountId, news };
}

/** Reads an event that tells of a call, unless the call failed. */
function called(detail: Detail, read: (detail: Detail) => OrganizationNews): OrganizationNews {
  const error = detail['errorCode'];
  return error === undefined ? read(detail) : { ignored: `${detail['eventName']} failed: ${String(error)}` };
}

/** The shape of this event is not documented: the account is looked for where similar events have it. */
function joined(detail: Detail): OrganizationNews {
  const details = objectAt(detail, 'serviceEventDetails');
  const candidates = [details, ...Object.keys(details).map((key) => objectAt(details, key))];
  const accountId = accountIn(detail, [...candidates, objectAt(detail, 'requestParameters')]);
  return { accountId, news: { type: 'joined' } };
}

/** The account that was invited is a party of the handshake. */
function accepted(detail: Detail): OrganizationNews {
  const { action, parties } = objectAt(objectAt(detail, 'responseElements'), 'handshake');
  if (typeof action === 'string' && action.toUpperCase() !== INVITATION) {
    return { ignored: `the handshake's action is ${action}` };
  }
  const invited = listOf(parties).filter(({ type }) => type === 'ACCOUNT');
  const accountId = accountIn(
    detail,
    invited.map(({ id }) => ({ accountId: id })),
  );
  return { accountId, news: { type: 'joined' } };
}

function moved(detail: Detail): OrganizationNews {
  const parameters = objectAt(detail, 'requestParameters');
  const to = String(parameters['destinationParentId']);
  return { accountId: accountIn(detail, [parameters]), news: { type: 'moved', to } };
}

/** Roots, OUs and policies have tags too, and so have the resources of AWS Control Tower. */
function tagged(detail: Detail): OrganizationNews {
  const { resourceId, tags, tagKeys } = objectAt(detail, 'requestParameters');
  const isOther = typeof resourceId === 'string' && !isAccountId(resourceId);
  if (isOther || detail['eventSource'] !== EVENT_SOURCE) return { ignored: 'the tags are not those of an account' };
  const keys = [...listOf(tags).map(({ key }) => key), ...(Array.isArray(tagKeys) ? tagKeys : [])].map(String);
  return { accountId: accountIn(detail, [{ accountId: resourceId }]), news: { type: 'tagged', keys } };
}

/** The first account that one of these objects names. @throws MalformedEventError when none does */
function accountIn({ eventName }: Detail, candidates: Detail[]): string {
  const accountId = candidates.map((candidate) => candidate['accountId']).find((value) => isAccountId(value));
  if (accountId === undefined) throw new MalformedEventError(`${eventName} names no account`);
  return accountId;
}

function listOf(value: unknown): Detail[] {
  return Array.isArray(value) ? value.map((_, index) => objectAt(Object(value), String(index))) : [];
}

function objectAt(parent: Detail, key: string): Detail {
  const value = parent[key];
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
