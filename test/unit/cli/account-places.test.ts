import {
  AWSOrganizationsNotInUseException,
  ChildNotFoundException,
  OrganizationsClient,
  TargetNotFoundException,
} from '@aws-sdk/client-organizations';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { connect } from '../../../cli/aws/connect.ts';
import { RefusedError } from '../../../cli/errors.ts';
import { settingsOf } from '../../../cli/aws/settings.ts';
import { fakeClient } from '../aws/fake-client.ts';

const MEMBER = '333333333333';

const aws = () => connect(settingsOf('test', { AWS_REGION: 'eu-west-1' }));

afterEach(() => vi.restoreAllMocks());

describe('placeOf', () => {
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
    await expect(aws().placeOf(MEMBER, { parents: true, tagKeys: [] })).resolves.toEqual({
      accountId: MEMBER,
      parentIds: ['ou-ab12-shop0001', 'r-ab12'],
    });
    expect(sent).toEqual(
      [MEMBER, 'ou-ab12-shop0001'].map((ChildId) => ({ name: 'ListParentsCommand', input: { ChildId } })),
    );
  });

  it('reads the tags that are asked for, from every page', async () => {
    const sent = organization();
    await expect(aws().placeOf(MEMBER, { parents: false, tagKeys: ['Team', 'Owner'] })).resolves.toEqual({
      accountId: MEMBER,
      parentIds: [],
      tags: { Team: 'shop' },
    });
    expect(sent.map(({ name }) => name)).toEqual(['ListTagsForResourceCommand', 'ListTagsForResourceCommand']);
    expect(sent[0]?.input).toMatchObject({ ResourceId: MEMBER });
  });

  it('calls nobody when nothing is asked', async () => {
    const sent = organization();
    await expect(aws().placeOf(MEMBER, { parents: false, tagKeys: [] })).resolves.toEqual({
      accountId: MEMBER,
      parentIds: [],
    });
    expect(sent).toEqual([]);
  });

  it.each([
    { Thrown: ChildNotFoundException, says: `the organization has no account ${MEMBER}` },
    { Thrown: TargetNotFoundException, says: `the organization has no account ${MEMBER}` },
    { Thrown: AWSOrganizationsNotInUseException, says: /is in no organization/ },
  ])('refuses an account that it cannot see: $says', async ({ Thrown, says }) => {
    fakeClient(OrganizationsClient, () => {
      throw new Thrown({ message: 'none', $metadata: {} });
    });
    const asked = { parents: Thrown !== TargetNotFoundException, tagKeys: ['Team'] };
    const failed = aws().placeOf(MEMBER, asked);
    await expect(failed).rejects.toThrow(says);
    await expect(failed).rejects.toThrow(RefusedError);
  });

  it.each([
    { asked: { parents: true, tagKeys: [] }, action: 'organizations:ListParents' },
    { asked: { parents: false, tagKeys: ['Team'] }, action: 'organizations:ListTagsForResource' },
  ])('names the action when the call fails: $action', async ({ asked, action }) => {
    fakeClient(OrganizationsClient, () => {
      throw new Error('no');
    });
    await expect(aws().placeOf(MEMBER, asked)).rejects.toMatchObject({ name: 'AwsCallError', action });
  });
});
