import { describe, expect, it } from 'vitest';
import { NAME_LIMITS } from '../../../packaging/name-lengths.ts';
import { HANDLER_ACTIONS } from '../../../resources/validation/handler-actions.ts';
import type { Template } from '../../../resources/validation/template.ts';
import { deploymentArns } from '../../mutations/access/deployment-arns.ts';

/** HTTP APIs have ids, statements belong to their bus. */
const NAMELESS = ['AWS::ApiGatewayV2::Api', 'AWS::Events::EventBusPolicy'];

const named = Object.entries(NAME_LIMITS)
  .filter(([type]) => !NAMELESS.includes(type))
  .map(([type, { property }]) => ({ type, property }));

describe('what a deployment calls is about', () => {
  it.each(named)('a resource by its own name, though there are others of its kind: $type', ({ type, property }) => {
    const service: Template = {
      Resources: {
        First: { Type: type, Properties: { [property]: 'name-of-the-first' } },
        Second: { Type: type, Properties: { [property]: 'name-of-the-second' } },
      },
    };
    const properties = { [property]: 'name-of-the-second' };
    const arns = (HANDLER_ACTIONS[type] ?? []).flatMap((action) =>
      deploymentArns({ service, type, id: 'Second', properties, action }),
    );
    expect(arns.filter((arn) => arn.includes('name-of-the-second'))).not.toEqual([]);
    expect(arns.filter((arn) => arn.includes('name-of-the-first'))).toEqual([]);
  });

  it.each(['AWS::S3::Bucket', 'AWS::IAM::Role'])('a name that CloudFormation makes: %s', (type) => {
    const service: Template = { Resources: { One: { Type: type } } };
    const [action = ''] = HANDLER_ACTIONS[type] ?? [];
    const [arn] = deploymentArns({ service, type, id: 'One', properties: {}, action });
    expect(arn).toMatch(/[:/]alternate-contacts-local-one-1a2b3c4d$/i);
  });

  it('the bucket that a policy names', () => {
    const service: Template = {
      Resources: {
        Other: { Type: 'AWS::S3::Bucket' },
        Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'papers' } },
      },
    };
    const properties = { Bucket: { Ref: 'Bucket' } };
    const handled = { service, type: 'AWS::S3::BucketPolicy', id: 'Policy', properties };
    expect(deploymentArns({ ...handled, action: 's3:PutBucketPolicy' })).toEqual(['arn:aws:s3:::papers']);
  });
});
