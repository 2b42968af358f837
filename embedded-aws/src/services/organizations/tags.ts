import { AwsError } from '../../endpoint/aws-error.ts';
import { type JsonObject, listAt, objectsAt, textAt } from '../../json.ts';
import { invalid, required } from './input.ts';
import type { Organization } from './organization.ts';

/** Of a resource. @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_tagging.html */
const MOST_TAGS = 50;

/** The ARN of what a call is about. */
export function taggedArn(organization: Organization, input: JsonObject): string {
  const id = textAt(input, 'ResourceId') ?? '';
  const kind = id.startsWith('ou-') ? 'ou' : id.startsWith('r-') ? 'root' : 'account';
  return organization.arn(kind, id);
}

/** All tags of an account, an OU or the root. */
export function listTags(organization: Organization, input: JsonObject): JsonObject {
  const { tags } = findTagged(organization, input);
  return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
}

/**
 * Adds tags, or replaces their values.
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_TagResource.html
 */
export function tagResource(organization: Organization, input: JsonObject): JsonObject {
  const { id, tags } = findTagged(organization, input);
  const given = objectsAt(input, 'Tags').map((tag) => [textAt(tag, 'Key') ?? '', textAt(tag, 'Value') ?? ''] as const);
  checkKeys(given.map(([key]) => key));
  const all = { ...tags, ...Object.fromEntries(given) };
  if (Object.keys(all).length > MOST_TAGS) {
    const message = `You have exceeded the number of tags that a resource may have: ${MOST_TAGS}.`;
    throw new AwsError('ConstraintViolationException', message, 400, { Reason: 'MAX_TAG_LIMIT_EXCEEDED' });
  }
  organization.setTags(id, all);
  return {};
}

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_UntagResource.html */
export function untagResource(organization: Organization, input: JsonObject): JsonObject {
  const { id, tags } = findTagged(organization, input);
  const keys = listAt(input, 'TagKeys').map(String);
  checkKeys(keys);
  organization.setTags(id, Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key))));
  return {};
}

function findTagged(organization: Organization, input: JsonObject): { id: string; tags: Record<string, string> } {
  const id = required(input, 'ResourceId');
  const tags = organization.tagsOf(id);
  if (tags) return { id, tags };
  throw new AwsError('TargetNotFoundException', "You specified a target that doesn't exist.");
}

function checkKeys(keys: string[]): void {
  if (keys.length === 0) throw invalid('INPUT_REQUIRED');
  if (keys.some((key) => !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u.test(key))) throw invalid('INVALID_PATTERN');
  if (keys.some((key) => /^aws:/i.test(key))) throw invalid('INVALID_SYSTEM_TAGS_PARAMETER');
  if (new Set(keys).size < keys.length) throw invalid('DUPLICATE_TAG_KEY');
}
