/** What an event of AWS Organizations or Control Tower tells: the account to look at, or why there is none. */
export type OrganizationNews = { accountId: string; what: string } | { ignored: string };

/** The part of an EventBridge event that is read; CloudTrail masks names and addresses, so nothing else is of use. */
export interface OrganizationEvent {
  detail: Record<string, unknown>;
}

/**
 * Where each event tells the account, and what happened to it.
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_cloudtrail-integration.html
 * @see https://docs.aws.amazon.com/controltower/latest/userguide/lifecycle-events.html
 */
const READERS: Record<string, (detail: Record<string, unknown>) => OrganizationNews> = {
  CreateAccountResult: (detail) => finished(detail, 'createAccountStatus', 'was created'),
  CreateManagedAccount: (detail) => finished(detail, 'createManagedAccountStatus', 'was created by AWS Control Tower'),
  UpdateManagedAccount: (detail) => finished(detail, 'updateManagedAccountStatus', 'was updated by AWS Control Tower'),
  AccountJoinedOrganization: joined,
  MoveAccount: moved,
};

/** Reads which account an event is about. */
export function readOrganizationEvent({ detail }: OrganizationEvent): OrganizationNews {
  const eventName = String(detail['eventName']);
  const read = Object.hasOwn(READERS, eventName) ? READERS[eventName] : undefined;
  return read?.(detail) ?? { ignored: `${eventName} asks for nothing` };
}

function finished(detail: Record<string, unknown>, key: string, what: string): OrganizationNews {
  const status = objectAt(objectAt(detail, 'serviceEventDetails'), key);
  if (status['state'] !== 'SUCCEEDED') return { ignored: `${key}.state is ${String(status['state'])}` };
  return news([status, objectAt(status, 'account')], what);
}

/** Its shape is not documented: the account is looked for where events of this kind have it. */
function joined(detail: Record<string, unknown>): OrganizationNews {
  const details = objectAt(detail, 'serviceEventDetails');
  const places = [details, ...Object.keys(details).map((key) => objectAt(details, key))];
  return news([...places, objectAt(detail, 'requestParameters')], 'joined the organization');
}

function moved(detail: Record<string, unknown>): OrganizationNews {
  if (detail['errorCode'] !== undefined) return { ignored: `MoveAccount failed: ${String(detail['errorCode'])}` };
  const parameters = objectAt(detail, 'requestParameters');
  return news([parameters], `was moved to ${String(parameters['destinationParentId'])}`);
}

/** The first of these places that names an account. */
function news(places: Record<string, unknown>[], what: string): OrganizationNews {
  const accountId = places.map((place) => place['accountId']).find(isAccountId);
  return accountId === undefined ? { ignored: 'the event names no account' } : { accountId, what };
}

function isAccountId(value: unknown): value is string {
  return typeof value === 'string' && /^\d{12}$/.test(value);
}

function objectAt(parent: Record<string, unknown>, key: string): Record<string, unknown> {
  const value = parent[key];
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
