import '../environment.ts';

import { OrganizationsClient, ParentNotFoundException } from '@aws-sdk/client-organizations';
import { describe, expect, it } from 'vitest';
import { accountsOf } from '../../../functions/aws/account-pages.ts';
import { fakeClient } from './fake-client.ts';

const UNIT = 'ou-ab12-prod0001';
const client = new OrganizationsClient({ region: 'us-east-1' });

describe('the accounts in an OU', () => {
  it('are all those of its pages, also behind an empty one, as long as somebody asks for the next', async () => {
    const pages: Record<string, object> = {
      undefined: { Accounts: [{ Id: '222222222222', State: 'ACTIVE' }], NextToken: 'second' },
      second: { NextToken: 'third' },
      third: { Accounts: [{ Id: '333333333333', State: 'CLOSED' }] },
    };
    const sent = fakeClient(OrganizationsClient, ({ input }) => pages[String(input['NextToken'])]);
    const found: string[][] = [];
    for await (const { accounts } of accountsOf(client, UNIT)) {
      found.push(accounts.map(({ accountId, state }) => `${accountId} ${state}`));
      expect(sent).toHaveLength(found.length);
    }
    expect(found).toEqual([['222222222222 ACTIVE'], [], ['333333333333 CLOSED']]);
    expect(sent.map(({ input }) => input['ParentId'])).toEqual([UNIT, UNIT, UNIT]);
  });

  it('are as AWS Organizations describes them, without place', async () => {
    const JoinedTimestamp = new Date('2026-01-15T09:00:00Z');
    const described = {
      Id: '222222222222',
      Name: 'Shop',
      Status: 'SUSPENDED',
      Email: 'a@example.com',
      JoinedTimestamp,
    };
    fakeClient(OrganizationsClient, () => ({ Accounts: [described] }));
    const { value } = await accountsOf(client, UNIT).next();
    expect(value?.accounts).toEqual([
      {
        accountId: '222222222222',
        state: 'SUSPENDED',
        name: 'Shop',
        parentIds: [],
        joinedAt: JoinedTimestamp.toISOString(),
      },
    ]);
  });

  it('throws the error of AWS when there is no such OU', async () => {
    fakeClient(OrganizationsClient, () => {
      throw new ParentNotFoundException({ message: 'none', $metadata: {} });
    });
    await expect(accountsOf(client, UNIT).next()).rejects.toMatchObject({ name: 'ParentNotFoundException' });
  });
});
