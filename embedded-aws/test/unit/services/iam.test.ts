import { expect, test } from 'vitest';
import { isRawResponse } from '../../../src/endpoint/service.ts';
import { createIamService } from '../../../src/services/iam.ts';
import type { Role } from '../../../src/template/roles.ts';
import { callFrom, STACK_ACCOUNT } from '../models.ts';

const OWNED: Role = {
  ...{ arn: 'arn:aws:iam::111111111111:role/owned', name: 'owned', statements: [] },
  tags: [
    { Key: 'email', Value: 'jane@example.com' },
    { Key: 'team', Value: 'A & B' },
  ],
};
const { operations } = createIamService([OWNED], STACK_ACCOUNT);

async function answered(operation: string, input: object): Promise<string> {
  const answer = await operations[operation]?.run({ ...input }, callFrom());
  if (!answer || !isRawResponse(answer)) throw new Error(`${operation} has no raw response`);
  return answer.body.toString();
}

test('lists the tags of a role in the template', async () => {
  const body = await answered('ListRoleTags', { RoleName: 'owned' });
  expect(body).toContain('<Tags><member><Key>email</Key><Value>jane@example.com</Value></member>');
  expect(body).toContain('<Value>A &amp; B</Value>');
  expect(body).toContain('<IsTruncated>false</IsTruncated>');
});

test('lists no tags of the local user', async () => {
  expect(await answered('ListUserTags', { UserName: 'local' })).toContain('<Tags></Tags>');
});

test.each([
  ['ListRoleTags', { RoleName: 'local' }, 'The role with name local cannot be found.'],
  ['ListUserTags', { UserName: 'owned' }, 'The user with name owned cannot be found.'],
])('does not know what does not exist, asked by %s', async (operation, input, message) => {
  await expect(answered(operation, input)).rejects.toMatchObject({ name: 'NoSuchEntity', status: 404, message });
});
