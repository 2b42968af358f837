import { describe, expect, it } from 'vitest';
import { LONGEST_STAGE } from '../../../schemas/stage-name.ts';
import { readOptions } from '../../../smoke/options.ts';

const AWS = [
  ...['--stage', 'smoke', '--region', 'eu-central-1', '--account', '012345678901'],
  ...['--sender', 'alternate-contacts@acme.test', '--approve-as', 'jane@acme.test'],
];
const read = (words: string[], environment = {}) => readOptions(words, environment);

/** The words without an option and its value. */
function without(name: string): string[] {
  const index = AWS.indexOf(name);
  return AWS.toSpliced(index, 2);
}

describe('readOptions', () => {
  it('needs a stage and nothing else to run on this machine', () => {
    expect(read(['--stage', 'local'])).toEqual({
      kind: 'local',
      contactType: 'OPERATIONS',
      report: '.local/smoke-local.md',
    });
  });

  it('reads everything that a run on AWS needs', () => {
    expect(read([...AWS, '--contact-type', 'SECURITY', '--mail-bucket', 's3://acme-mail/in/', '--keep'])).toEqual({
      kind: 'aws',
      stage: 'smoke',
      region: 'eu-central-1',
      account: '012345678901',
      contactType: 'SECURITY',
      sender: 'alternate-contacts@acme.test',
      approver: 'jane@acme.test',
      mailBucket: { bucket: 'acme-mail', prefix: 'in/' },
      report: '.local/smoke-smoke.md',
      keep: true,
      yes: false,
    });
  });

  it('takes the region of the environment', () => {
    expect(read(without('--region'), { AWS_REGION: 'us-east-2' })).toMatchObject({ region: 'us-east-2' });
    expect(read(without('--region'), { AWS_DEFAULT_REGION: 'us-west-2' })).toMatchObject({ region: 'us-west-2' });
  });

  it('names all that is missing for AWS at once', () => {
    expect(() => read(['--stage', 'smoke'])).toThrow('needs --region, --account, --sender, --approve-as');
    expect(() => read(without('--sender'))).toThrow('needs --sender');
  });

  it.each([
    [[], /--stage must be/],
    [['--stage', '../x'], /--stage must be/],
    [['--stage', 'smoke/../x'], /--stage must be/],
    [['--stage', 'smokeTest'], /--stage must be .* lower-case letters/],
    [['--stage', 'prod', '--region', 'us-east-1', '--keep'], /--stage must be local, or begin with smoke/],
    [[...without('--stage'), '--stage', 'smoke-of-a-long-name'], /--stage must have at most 16 characters: .* has 20/],
    [['--stage', 'local', '--keep', '--region', 'us-east-1'], /--stage local has no use for --region, --keep/],
    [[...AWS, '--contact-type', 'LEGAL'], /--contact-type must be/],
    [[...without('--account'), '--account', '2222'], /--account must be 12 digits/],
    [[...without('--region'), '--region', 'Frankfurt'], /--region must be a region/],
    [[...without('--approve-as'), '--approve-as', "o'neil@acme.test"], /--approve-as must be a mail address/],
    [[...AWS, '--mail-bucket', 'acme-mail'], /--mail-bucket must be like s3:/],
    [[...AWS, '--perhaps'], /--perhaps/],
  ])('refuses %s', (words, message) => {
    expect(() => read(words)).toThrow(message);
    expect(() => read(words)).toThrow(expect.objectContaining({ name: 'UsageError' }));
  });

  it('takes the longest stage', () => {
    expect(read([...without('--stage'), '--stage', 'smoke'.padEnd(LONGEST_STAGE, 'x')])).toMatchObject({ kind: 'aws' });
  });

  it('shows the help whatever else is typed', () => {
    expect(read(['--help', '--stage', '?'])).toEqual({ kind: 'help' });
  });
});
