import { expect, test } from 'vitest';
import { readBucketPolicies, readBuckets } from '../../../src/template/bucket-models.ts';
import { Template } from '../../../src/template/template.ts';
import { ADDRESSES } from '../models.ts';

/** A template with one bucket. */
function templateOf(properties: object, others: object = {}): Template {
  const Papers = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'papers', ...properties } };
  return new Template({ Resources: { Papers, ...others } }, ADDRESSES);
}

const rulesOf = (...Rules: object[]) => ({ LifecycleConfiguration: { Rules } });

test('reads a bucket with all that makes no difference here', () => {
  const properties = {
    BucketEncryption: { ServerSideEncryptionConfiguration: [] },
    PublicAccessBlockConfiguration: { BlockPublicAcls: true },
    VersioningConfiguration: { Status: 'Enabled' },
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
  };
  expect(readBuckets(templateOf(properties))).toEqual([
    { name: 'papers', arn: 'arn:aws:s3:::papers', expirations: [] },
  ]);
});

test('gives a bucket without a name one of the stack and the resource', () => {
  expect(readBuckets(templateOf({ BucketName: undefined }))[0]?.name).toBe('fixture-papers-local');
});

test('reads what expires, and when', () => {
  const expiring = { Status: 'Enabled', Prefix: 'results/', ExpirationInDays: 30 };
  const rules = rulesOf(
    expiring,
    { ...expiring, Status: 'Disabled' },
    { Status: 'Enabled', ExpirationInDays: '9' },
    { Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
  );
  expect(readBuckets(templateOf(rules))[0]?.expirations).toEqual([
    { prefix: 'results/', days: 30 },
    { prefix: '', days: 9 },
  ]);
});

test.each([
  ['the property NotificationConfiguration of the bucket Papers', { NotificationConfiguration: {} }],
  ['the property TagFilters of a lifecycle rule (Papers)', rulesOf({ Status: 'Enabled', TagFilters: [] })],
])('refuses %s', (what, properties) => {
  expect(() => readBuckets(templateOf(properties))).toThrow(what);
});

test('reads the policy of a bucket', () => {
  const Statement = {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: { 'Fn::GetAtt': ['Papers', 'Arn'] },
    Condition: { Bool: { 'aws:SecureTransport': false } },
  };
  const Policy = {
    Type: 'AWS::S3::BucketPolicy',
    Properties: { Bucket: { Ref: 'Papers' }, PolicyDocument: { Statement: [Statement] } },
  };
  expect(readBucketPolicies(templateOf({}, { Policy }))).toEqual([
    {
      resource: 'arn:aws:s3:::papers',
      decidesAlone: false,
      statements: [
        {
          effect: 'Deny',
          actions: ['s3:*'],
          resources: ['arn:aws:s3:::papers'],
          principals: ['*'],
          conditions: [{ operator: 'Bool', key: 'aws:SecureTransport', values: ['false'] }],
        },
      ],
    },
  ]);
});
