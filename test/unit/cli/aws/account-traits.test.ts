import {
  AWSOrganizationsNotInUseException,
  ChildNotFoundException,
  OrganizationsClient,
  TargetNotFoundException,
} from '@aws-sdk/client-organizations';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { connect } from '../../../../cli/aws/connect.ts';
import { settingsOf } from '../../../../cli/aws/settings.ts';
import { RefusedError } from '../../../../cli/errors.ts';
import { fakeClient } from '../../aws/fake-client.ts';

const MEMBER = '333333333333';

const aws = () => connect(settingsOf('test', { AWS_REGION: 'eu-west-1' }));

afterEach(() => vi.restoreAllMocks());

describe('traitsOf', () => {
  const parents: Record<string, string> = { [MEMBER]: 'ou-ab12-shop0001', 'ou-ab12-shop0001': 'r-ab12' };
  const tagPages: Record<string, object> = {
    first: { Tags: [{ Key: 'Stage', Value: 'prod' }], NextToken: 'second' },
    second: { Tags: [{ Key: 'Team', Value: 'shop' }, { Key: 'CostCenter' }] },
  };
  const organization = () =>
    fakeClient(OrganizationsClient, ({ name, input }) =>
      name === 'ListParentsCommand'
        ? { Parents: [{ Id: parents[String(input['ChildId'])] }] }
        : tagPages[String(input['NextToken'] ?? 'first')],
    );

  it('reads the parents up to the root, nearest first', async () => {
    const sent = organization();
    await expect(aws().traitsOf(MEMBER, { parents: true, tagKeys: [] })).resolves.toEqual({
      accountId: MEMBER,
      parentIds: ['ou-ab12-shop0001', 'r-ab12'],
    });
    expect(sent).toEqual(
      [MEMBER, 'ou-ab12-shop0001'].map((ChildId) => ({ name: 'ListParentsCommand', input: { ChildId } })),
    );
  });

  it('reads the needed tags from every page', async () => {
    const sent = organization();
    await expect(aws().traitsOf(MEMBER, { parents: false, tagKeys: ['Team', 'Owner'] })).resolves.toEqual({
      accountId: MEMBER,
      parentIds: [],
      tags: { Team: 'shop' },
    });
    expect(sent.map(({ name }) => name)).toEqual(['ListTagsForResourceCommand', 'ListTagsForResourceCommand']);
    expect(sent[0]?.input).toMatchObject({ ResourceId: MEMBER });
  });

  it('does not call AWS when no traits are needed', async () => {
    const sent = organization();
    await expect(aws().traitsOf(MEMBER, { parents: false, tagKeys: [] })).resolves.toEqual({
      accountId: MEMBER,
      parentIds: [],
    });
    expect(sent).toEqual([]);
  });

  it.each([
    { Thrown: ChildNotFoundException, says: `the organization has no account ${MEMBER}` },
    { Thrown: TargetNotFoundException, says: `the organization has no account ${MEMBER}` },
    { Thrown: AWSOrganizationsNotInUseException, says: /outside any organization/ },
  ])('refuses the account when AWS cannot see it: $says', async ({ Thrown, says }) => {
    fakeClient(OrganizationsClient, () => {
      throw new Thrown({ message: 'none', $metadata: {} });
    });
    const needed = { parents: Thrown !== TargetNotFoundException, tagKeys: ['Team'] };
    const failed = aws().traitsOf(MEMBER, needed);
    await expect(failed).rejects.toThrow(says);
    await expect(failed).rejects.toThrow(RefusedError);
  });

  it.each([
    { needed: { parents: true, tagKeys: [] }, action: 'organizations:ListParents' },
    { needed: { parents: false, tagKeys: ['Team'] }, action: 'organizations:ListTagsForResource' },
  ])('names the action when the call fails: $action', async ({ needed, action }) => {
    fakeClient(OrganizationsClient, () => {
      throw new Error('no');
    });
    await expect(aws().traitsOf(MEMBER, needed)).rejects.toMatchObject({ name: 'AwsCallError', action });
  });
});
