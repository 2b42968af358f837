import {
  DescribeAccountCommand,
  DescribeOrganizationCommand,
  type OrganizationsClient,
  paginateListAWSServiceAccessForOrganization,
  paginateListDelegatedAdministrators,
} from '@aws-sdk/client-organizations';
import type { Sandbox } from '../scenario/context.ts';
import type { Place } from '../target/target.ts';
import { type Check, type Finding, missing, note, ok } from './finding.ts';

const SERVICE_PRINCIPAL = 'account.amazonaws.com';

/** What the organization must have, so that one of its accounts can change the contacts of others. */
export function organizationChecks(organizations: OrganizationsClient, place: Place, sandbox: Sandbox): Check[] {
  if (place.managementAccountId === undefined) return [standalone(place, sandbox)];
  const isManagement = place.accountId === place.managementAccountId;
  return [
    { title: 'The organization has all features', run: () => allFeatures(organizations) },
    { title: 'The organization trusts Account Management', run: () => trustedAccess(organizations) },
    ...(isManagement
      ? []
      : [{ title: 'The account is the delegated administrator', run: () => delegation(organizations, place) }]),
    { title: 'The sandbox account can be changed', run: () => sandboxAccount(organizations, place, sandbox) },
  ];
}

function standalone({ accountId }: Place, sandbox: Sandbox): Check {
  const run = async () =>
    accountId === sandbox.accountId
      ? note('the account is in no organization: the service can change its own contacts only')
      : missing('the account is in no organization and can change its own contacts only', `use --account ${accountId}`);
  return { title: 'The sandbox account can be changed', run };
}

async function allFeatures(organizations: OrganizationsClient): Promise<Finding> {
  const { Organization } = await organizations.send(new DescribeOrganizationCommand());
  const features = Organization?.FeatureSet;
  if (features === 'ALL') return ok('all features');
  return missing(`its feature set is ${features}`, 'aws organizations enable-all-features');
}

async function trustedAccess(organizations: OrganizationsClient): Promise<Finding> {
  const pages = paginateListAWSServiceAccessForOrganization({ client: organizations }, {});
  const principals = (await Array.fromAsync(pages)).flatMap(({ EnabledServicePrincipals }) =>
    (EnabledServicePrincipals ?? []).map(({ ServicePrincipal }) => ServicePrincipal),
  );
  if (principals.includes(SERVICE_PRINCIPAL)) return ok('trusted access is enabled');
  return missing(
    'trusted access is not enabled',
    `in the management account: aws organizations enable-aws-service-access --service-principal ${SERVICE_PRINCIPAL}`,
  );
}

async function delegation(organizations: OrganizationsClient, { accountId }: Place): Promise<Finding> {
  const pages = paginateListDelegatedAdministrators({ client: organizations }, { ServicePrincipal: SERVICE_PRINCIPAL });
  const ids = (await Array.fromAsync(pages)).flatMap(({ DelegatedAdministrators }) =>
    (DelegatedAdministrators ?? []).map(({ Id }) => Id),
  );
  if (ids.includes(accountId)) return ok('it is');
  return missing(
    `${accountId} is neither the management account nor the delegated administrator of Account Management`,
    `in the management account: aws organizations register-delegated-administrator --service-principal ${SERVICE_PRINCIPAL} --account-id ${accountId}`,
  );
}

async function sandboxAccount(organizations: OrganizationsClient, place: Place, { accountId }: Sandbox) {
  if (accountId === place.managementAccountId && accountId !== place.accountId) {
    return missing('only the management account itself can change its contacts', 'name a member in --account');
  }
  const { Account } = await organizations.send(new DescribeAccountCommand({ AccountId: accountId }));
  // `Status` was retired on 2026-09-09 in favour of `State`.
  const state = Account?.State ?? Account?.Status;
  return state === 'ACTIVE' ? ok('it is active') : missing(`it is ${state}`, 'name an active account in --account');
}
