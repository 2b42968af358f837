import '../environment.ts';

import { IAMClient, NoSuchEntityException } from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import { readPrincipalTag } from '../../../functions/aws/iam-tags.ts';
import { fakeClient } from './fake-client.ts';

const Tags = [
  { Key: 'team', Value: 'security' },
  { Key: 'email', Value: 'jane@example.com' },
];

describe('readPrincipalTag', () => {
  it.each([
    { kind: 'user', name: 'ListUserTagsCommand', input: { UserName: 'jane' } },
    { kind: 'role', name: 'ListRoleTagsCommand', input: { RoleName: 'jane' } },
  ] as const)('reads the tag of a $kind', async ({ kind, name, input }) => {
    const sent = fakeClient(IAMClient, () => ({ Tags }));
    await expect(readPrincipalTag({ kind, name: 'jane', tag: 'email' })).resolves.toBe('jane@example.com');
    expect(sent).toMatchObject([{ name, input }]);
  });

  it('is undefined when there is no such tag', async () => {
    fakeClient(IAMClient, () => ({ Tags }));
    await expect(readPrincipalTag({ kind: 'user', name: 'jane', tag: 'mail' })).resolves.toBeUndefined();
  });

  it('is undefined when the user or role does not exist', async () => {
    fakeClient(IAMClient, () => {
      throw new NoSuchEntityException({ message: 'no', $metadata: {} });
    });
    await expect(readPrincipalTag({ kind: 'role', name: 'gone', tag: 'email' })).resolves.toBeUndefined();
  });

  it('passes other errors on', async () => {
    fakeClient(IAMClient, () => {
      throw Object.assign(new Error('slow'), { name: 'Throttling' });
    });
    await expect(readPrincipalTag({ kind: 'role', name: 'a', tag: 'email' })).rejects.toMatchObject({
      name: 'Throttling',
    });
  });
});
