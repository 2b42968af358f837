import { Organization, type OrganizationDefinition } from '../src/services/organizations/organization.ts';

/** An organization for tests, with more accounts than a page of ListAccounts. */
export const ORGANIZATION: OrganizationDefinition = {
  id: 'o-exampleorgid',
  managementAccountId: '111111111111',
  delegatedAdministratorId: '333333333333',
  rootId: 'r-ab12',
  organizationalUnits: [
    { id: 'ou-ab12-prod0001', name: 'Production', parentId: 'r-ab12' },
    { id: 'ou-ab12-sandbox01', name: 'Sandbox', parentId: 'r-ab12' },
    { id: 'ou-ab12-bulk0001', name: 'Bulk', parentId: 'r-ab12' },
  ],
  accounts: [
    { id: '111111111111', name: 'Management', state: 'ACTIVE', parentId: 'r-ab12', tags: {} },
    { id: '222222222222', name: 'Shop', state: 'ACTIVE', parentId: 'ou-ab12-prod0001', tags: {} },
    { id: '333333333333', name: 'Shared', state: 'ACTIVE', parentId: 'r-ab12', tags: { CostCenter: '4711' } },
    { id: '444444444444', name: 'Playground', state: 'ACTIVE', parentId: 'ou-ab12-sandbox01', tags: {} },
    { id: '555555555555', name: 'Suspended', state: 'SUSPENDED', parentId: 'ou-ab12-sandbox01', tags: {} },
    { id: '666666666666', name: 'Closed', state: 'CLOSED', parentId: 'r-ab12', tags: {} },
    { id: '888888888888', name: 'Leaving', state: 'PENDING_CLOSURE', parentId: 'r-ab12', tags: {} },
  ],
  accountRanges: [
    { first: '900000000001', last: '900000000050', name: 'Bulk', parentId: 'ou-ab12-bulk0001', tags: {} },
  ],
};

export function testOrganization(): Organization {
  return new Organization(ORGANIZATION);
}
