import { AccountClient } from '@aws-sdk/client-account';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { describe, expect, it } from 'vitest';

/** As docs/deploy.md says; a partition has one endpoint of each. */
const ENDPOINTS = [
  { region: 'us-east-1', domain: 'us-east-1.amazonaws.com' },
  { region: 'eu-central-1', domain: 'us-east-1.amazonaws.com' },
  { region: 'cn-north-1', domain: 'cn-northwest-1.amazonaws.com.cn' },
  { region: 'us-gov-east-1', domain: 'us-gov-west-1.amazonaws.com' },
];

describe('the global services', () => {
  it.each(ENDPOINTS)('are called at $domain when the service runs in $region', ({ region: Region, domain }) => {
    const at = { Region, UseFIPS: false, UseDualStack: false };
    const account = new AccountClient({ region: Region }).config.endpointProvider(at).url.hostname;
    const organizations = new OrganizationsClient({ region: Region }).config.endpointProvider(at).url.hostname;
    expect([account, organizations]).toEqual([`account.${domain}`, `organizations.${domain}`]);
  });
});
