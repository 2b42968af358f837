import {
  ListParentsCommand,
  type OrganizationsClient,
  paginateListTagsForResource,
} from '@aws-sdk/client-organizations';

/** The ids of the OUs and the root above an account, nearest first. */
export async function readParentIds(client: OrganizationsClient, accountId: string): Promise<string[]> {
  const parentIds: string[] = [];
  for (let child = accountId; !child.startsWith('r-'); ) {
    const { Parents } = await client.send(new ListParentsCommand({ ChildId: child }));
    const parent = Parents?.[0]?.Id;
    if (parent === undefined) throw new Error(`AWS Organizations names no parent of ${child}`);
    parentIds.push(parent);
    child = parent;
  }
  return parentIds;
}

export async function readTags(client: OrganizationsClient, accountId: string): Promise<Record<string, string>> {
  const tags: Record<string, string> = {};
  for await (const page of paginateListTagsForResource({ client }, { ResourceId: accountId })) {
    for (const { Key = '', Value = '' } of page.Tags ?? []) tags[Key] = Value;
  }
  return tags;
}
