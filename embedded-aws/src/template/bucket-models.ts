import type { ResourcePolicy } from '../iam/decide.ts';
import { type JsonObject, objectAt, objectsAt, textAt } from '../json.ts';
import { readStatements } from './policy-statements.ts';
import type { Resource, Template } from './template.ts';
import { UnsupportedTemplateError } from './unsupported-template-error.ts';

/** A bucket of S3. */
export interface BucketModel {
  name: string;
  arn: string;
  /** What its lifecycle configuration removes. */
  expirations: ExpirationRule[];
}

/** Objects whose keys begin with the prefix expire so many days after they were put. */
export interface ExpirationRule {
  prefix: string;
  days: number;
}

/** Those that make a difference here, and those that make none: nothing is public or encrypted, and no version is kept. */
const PROPERTIES = [
  'BucketName',
  'LifecycleConfiguration',
  'BucketEncryption',
  'OwnershipControls',
  'PublicAccessBlockConfiguration',
  'Tags',
  'VersioningConfiguration',
];

/** What a rule can say here. Parts of uploads and older versions are not kept for long anyway. */
const RULE_PROPERTIES = [
  'Id',
  'Status',
  'Prefix',
  'ExpirationInDays',
  'AbortIncompleteMultipartUpload',
  'NoncurrentVersionExpiration',
  'ExpiredObjectDeleteMarker',
];

/**
 * Reads the buckets.
 * @throws UnsupportedTemplateError naming a property that isn't known here
 */
export function readBuckets(template: Template): BucketModel[] {
  return template.resources('AWS::S3::Bucket').map(({ ref: name, attributes, properties, logicalId }) => {
    refuseOthers(properties, PROPERTIES, `of the bucket ${logicalId}`);
    return { name, arn: attributes['Arn'] ?? '', expirations: readExpirations(properties, logicalId) };
  });
}

/**
 * Reads the policies of buckets.
 * @throws UnsupportedTemplateError naming what isn't evaluated here
 */
export function readBucketPolicies(template: Template): ResourcePolicy[] {
  return template.resources('AWS::S3::BucketPolicy').map(({ properties, logicalId }: Resource) => ({
    resource: `arn:aws:s3:::${textAt(properties, 'Bucket') ?? ''}`,
    statements: readStatements(objectAt(properties, 'PolicyDocument'), logicalId),
    decidesAlone: false,
  }));
}

function readExpirations(properties: JsonObject, logicalId: string): ExpirationRule[] {
  const rules = objectsAt(objectAt(properties, 'LifecycleConfiguration'), 'Rules');
  return rules.flatMap((rule) => {
    refuseOthers(rule, RULE_PROPERTIES, `of a lifecycle rule (${logicalId})`);
    const days = Number(rule['ExpirationInDays'] ?? 0);
    return textAt(rule, 'Status') === 'Enabled' && days > 0 ? [{ prefix: textAt(rule, 'Prefix') ?? '', days }] : [];
  });
}

function refuseOthers(properties: JsonObject, known: string[], owner: string): void {
  const unsupported = Object.keys(properties).find((name) => !known.includes(name));
  if (unsupported !== undefined) throw new UnsupportedTemplateError(`the property ${unsupported} ${owner}`);
}
