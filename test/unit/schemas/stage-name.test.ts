import { describe, expect, it } from 'vitest';
import { stageLengthProblem } from '../../../packaging/name-lengths.ts';
import { type Parameter, refusal } from '../../../packaging/parameters.ts';
import { LONGEST_STAGE } from '../../../schemas/stage-name.ts';
import { resourceNamed } from '../contract/resources.ts';
import { readSource, readYaml, valueAt, variable } from '../contract/sources.ts';

const LONGEST = 'x'.repeat(LONGEST_STAGE);

describe('the name of a stage', () => {
  it.each([
    { stage: LONGEST, says: undefined },
    { stage: `${LONGEST}x`, says: expect.stringContaining(`a stage of at most ${LONGEST_STAGE} characters`) },
  ])('can be so long that the name of the bucket takes it: $stage', ({ stage, says }) => {
    const name = String(valueAt(resourceNamed('Bucket').properties, 'BucketName', 'Fn::Sub'));
    const BucketName = name.replace(variable('self:custom.name'), `alternate-contacts-${stage}`);
    const bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName } };
    expect(stageLengthProblem({ Bucket: bucket }, stage)).toEqual(says);
  });

  it('can be as long as the documentation says', () => {
    expect(readSource('docs/deploy.md')).toContain(`limited to ${LONGEST_STAGE} characters`);
  });

  it.each(['deployer', 'management-account-forwarder', 'management-account-role'])('can be told %s.yml', (file) => {
    const parameter: Parameter = Object(valueAt(readYaml(`resources/${file}.yml`), 'Parameters', 'ServiceName'));
    const refused = (stage: string) => refusal(`alternate-contacts-${stage}`, parameter);
    expect(['p', 'prod-2', LONGEST].map(refused)).toEqual([undefined, undefined, undefined]);
    const must = 'must be alternate-contacts- and the stage';
    expect(['', 'Prod', 'my_stage', `${LONGEST}x`].map(refused)).toEqual([must, must, must, must]);
    expect(refusal('prod', parameter)).toBe(must);
  });
});
