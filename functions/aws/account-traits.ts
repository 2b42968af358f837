import {
  DescribeOrganizationalUnitCommand,
  ListParentsCommand,
  type OrganizationsClient,
  paginateListTagsForResource,
} from '@aws-sdk/client-organizations';

/** The ids of the OUs and the root above an account, nearest first. */
export async function readParentIds(client: OrganizationsClient, accountId: string): Promise<string[]> {
  const parentIds: string[] = [];
  for (let child = accountId; !isRoot(child); ) {
    child = await readParentId(client, child);
    parentIds.push(child);
  }
  return parentIds;
}

/** The id of the OU, or of the root, that an account or an OU is in. */
export async function readParentId(client: OrganizationsClient, childId: string): Promise<string> {
  const { Parents } = await client.send(new ListParentsCommand({ ChildId: childId }));
  const parentId = Parents?.[0]?.Id;
  if (parentId === undefined) throw new Error(`AWS Organizations names no parent of ${childId}`);
  return parentId;
}

/** Whether an id is the root's, which has no parent. */
export function isRoot(id: string): boolean {
  return id.startsWith('r-');
}

export async function readUnitName(client: OrganizationsClient, unitId: string): Promise<string> {
  const command = new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: unitId });
  return (await client.send(command)).OrganizationalUnit?.Name ?? unitId;
}

export async function readTags(client: OrganizationsClient, accountId: string): Promise<Record<string, string>> {
  const tags: Record<string, string> = {};
  for await (const page of paginateListTagsForResource({ client }, { ResourceId: accountId })) {
    for (const { Key = '', Value = '' } of page.Tags ?? []) tags[Key] = Value;
  }
  return tags;
}
