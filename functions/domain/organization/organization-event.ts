import isAccountId from '../../../schemas/compiled/account-id.js';

/** What happened to an account. */
export type AccountNews =
  | { type: 'created' | 'createdByControlTower' | 'updatedByControlTower' | 'joined' }
  | { type: 'moved'; to: string };

/** The account that an event is about and what happened to it, or why the event asks for nothing. */
export type OrganizationNews = { accountId: string; news: AccountNews } | { ignored: string };

type Detail = Record<string, unknown>;

/**
 * Where each event names the account.
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_cloudtrail-integration.html
 * @see https://docs.aws.amazon.com/controltower/latest/userguide/lifecycle-events.html
 */
const READERS: Record<string, (detail: Detail) => OrganizationNews> = {
  CreateAccountResult: (detail) => finished(detail, 'createAccountStatus', 'created'),
  CreateManagedAccount: (detail) => finished(detail, 'createManagedAccountStatus', 'createdByControlTower'),
  UpdateManagedAccount: (detail) => finished(detail, 'updateManagedAccountStatus', 'updatedByControlTower'),
  AccountJoinedOrganization: joined,
  MoveAccount: moved,
};

/** Reads an event of AWS Organizations or Control Tower. CloudTrail masks names and addresses, so they are not used. */
export function readOrganizationEvent({ detail }: { detail: Detail }): OrganizationNews {
  const eventName = String(detail['eventName']);
  const read = Object.hasOwn(READERS, eventName) ? READERS[eventName] : undefined;
  return read?.(detail) ?? { ignored: `${eventName} asks for nothing` };
}

function finished(
  detail: Detail,
  key: string,
  type: 'created' | 'createdByControlTower' | 'updatedByControlTower',
): OrganizationNews {
  const status = objectAt(objectAt(detail, 'serviceEventDetails'), key);
  if (status['state'] !== 'SUCCEEDED') return { ignored: `${key}.state is ${String(status['state'])}` };
  return newsOf([status, objectAt(status, 'account')], { type });
}

/** The shape of this event is not documented: the account is looked for where similar events have it. */
function joined(detail: Detail): OrganizationNews {
  const details = objectAt(detail, 'serviceEventDetails');
  const candidates = [details, ...Object.keys(details).map((key) => objectAt(details, key))];
  return newsOf([...candidates, objectAt(detail, 'requestParameters')], { type: 'joined' });
}

function moved(detail: Detail): OrganizationNews {
  if (detail['errorCode'] !== undefined) return { ignored: `MoveAccount failed: ${String(detail['errorCode'])}` };
  const parameters = objectAt(detail, 'requestParameters');
  return newsOf([parameters], { type: 'moved', to: String(parameters['destinationParentId']) });
}

/** The news about the first account that one of these objects names. */
function newsOf(candidates: Detail[], news: AccountNews): OrganizationNews {
  const accountId = candidates.map((candidate) => candidate['accountId']).find((value) => isAccountId(value));
  return accountId === undefined ? { ignored: 'the event names no account' } : { accountId, news };
}

function objectAt(parent: Detail, key: string): Detail {
  const value = parent[key];
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
