import { IAMClient, ListRoleTagsCommand, ListUserTagsCommand, NoSuchEntityException } from '@aws-sdk/client-iam';
import type { TaggedPrincipal } from '../domain/policy/caller-identity.ts';
import { namingFaults } from './service-faults.ts';

const iam = namingFaults(new IAMClient({}));

/** The value of a tag of an IAM user or role; `undefined` if it has no such tag, or does not exist. */
export async function readPrincipalTag({ kind, name, tag }: TaggedPrincipal): Promise<string | undefined> {
  try {
    const { Tags = [] } = await (kind === 'user' ? listUserTags(name) : listRoleTags(name));
    return Tags.find(({ Key }) => Key === tag)?.Value;
  } catch (error) {
    if (error instanceof NoSuchEntityException) return undefined;
    throw error;
  }
}

/** A user or role has at most 50 tags, so one page holds them all. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
function listUserTags(UserName: string) {
  return iam.send(new ListUserTagsCommand({ UserName, MaxItems: 100 }));
}

function listRoleTags(RoleName: string) {
  return iam.send(new ListRoleTagsCommand({ RoleName, MaxItems: 100 }));
}
