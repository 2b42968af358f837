import { describe, expect, it } from 'vitest';
import { AwsCallError } from '../../../cli/errors.ts';
import { runCli } from './run-cli.ts';

const COMMANDS = [
  ['request'],
  ['revert'],
  ['retry'],
  ['status'],
  ['list'],
  ['cancel'],
  ['show'],
  ['policy'],
  ['policy', 'explain'],
];

/** An error as the SDK throws it. */
function awsError(name: string, message = 'because', fields: object = {}): Error {
  return Object.assign(new Error(message), { name }, fields);
}

const failing = (cause: unknown, environment: NodeJS.ProcessEnv = {}, ...flags: string[]) =>
  runCli(['show', '222222222222', ...flags], {
    error: new AwsCallError('account:GetAlternateContact', { cause }),
    environment,
  });

describe('contacts', () => {
  it('prints its version', async () => {
    expect(await runCli(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  it.each([[], ...COMMANDS])('explains %s with examples', async (...command) => {
    const { code, stdout, stderr } = await runCli([...command, '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Examples:\n +\$ contacts /);
    expect(stdout).toContain('--stage');
    expect(stderr).toBe('');
  });

  it.each([
    { words: [], says: 'name a command\nsee `contacts --help`' },
    { words: ['aplply'], says: "unknown command 'aplply'" },
    { words: ['status'], says: "missing required argument 'requestId'\nsee `contacts status --help`" },
    { words: ['policy'], says: 'name a command\nsee `contacts policy --help`' },
    { words: ['policy', 'explain'], says: 'see `contacts policy explain --help`' },
    { words: ['show', '12'], says: '12 is not an account id: it must be 12 digits' },
    { words: ['show', ''], says: 'an empty text is not an account id: it must be 12 digits' },
    { words: ['status', 'a/b/c'], says: 'a/b/c is not the id of a request: it must be 1 to 80' },
    { words: ['list', 'more'], says: 'too many arguments' },
    { words: ['list', '--stage', 'a b'], says: 'the stage "a b" is not valid' },
  ])('is wrong usage with $words', async ({ words, says }) => {
    const { code, stdout, stderr } = await runCli(words);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: /);
    expect(stderr).toContain(says);
    expect(stdout).toBe('');
  });

  it('prints an error as JSON when asked to', async () => {
    const { code, stdout, stderr } = await runCli(['status', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stderr)).toEqual({ error: "missing required argument 'requestId'" });
    expect(stdout).toBe('');
  });

  it.each([
    ['--stage', 'test', 'show', '222222222222'],
    ['show', '222222222222', '--stage', 'test'],
  ])('accepts the stage before and after the command', async (...words) => {
    expect((await runCli(words)).settings).toMatchObject([{ stage: 'test' }]);
  });
});

describe('the errors of AWS', () => {
  it.each([
    { cause: awsError('CredentialsProviderError'), says: ['no AWS credentials', 'aws sso login', 'AWS_PROFILE'] },
    { cause: awsError('ExpiredTokenException'), says: ['does not accept the credentials', 'aws sso login'] },
    { cause: awsError('Error', 'Region is missing'), says: ['set AWS_REGION', '`npm start` prints'] },
    {
      cause: awsError('AccessDeniedException'),
      says: ['account:GetAlternateContact was denied: because', 'docs/cli.md'],
    },
    {
      cause: awsError('AccessDeniedException'),
      action: 'organizations:ListParents',
      says: ['organizations:ListParents was denied: because', 'the management account or of a delegated administrator'],
    },
    {
      cause: awsError('AccessDeniedException'),
      action: 'execute-api:Invoke',
      says: ['execute-api:Invoke was denied: because', 'docs/cli.md'],
    },
    { cause: awsError('ParameterNotFound'), action: 'ssm:GetParameter', says: ['is the stage dev deployed there?'] },
    { cause: awsError('ResourceNotFoundException'), says: ['is the stage dev deployed there?', '--stage'] },
    { cause: awsError('StateMachineDoesNotExist'), says: ['is the stage dev deployed there?'] },
    {
      cause: awsError('ValidationException', 'The table does not have the specified index: byStatus'),
      action: 'dynamodb:Query',
      says: ['lacks an index', 'deploy'],
    },
    { cause: awsError('Error', 'getaddrinfo', { code: 'ENOTFOUND' }), says: ['AWS cannot be reached'] },
    {
      cause: awsError('TooManyRequestsException'),
      says: ['GetAlternateContact failed: TooManyRequestsException: because'],
    },
    { cause: 'a text', says: ['failed: Error: a text'] },
  ])('say what to do: $says', async ({ cause, says, action = 'account:GetAlternateContact' }) => {
    const error = new AwsCallError(action, { cause });
    const { code, stderr } = await runCli(['show', '222222222222'], { error });
    expect(code).toBe(1);
    for (const words of says) expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/\n +at /);
  });

  it.each([
    awsError('Error', 'connect', { code: 'ECONNREFUSED' }),
    new AggregateError([awsError('Error', 'connect', { code: 'ECONNREFUSED' })]),
    new Error('connect', { cause: awsError('Error', 'connect', { code: 'ECONNREFUSED' }) }),
  ])('ask for the embedded AWS when nothing answers at its endpoint: %s', async (cause) => {
    const { code, stderr } = await failing(cause, { AWS_ENDPOINT_URL: 'http://localhost:4566' });
    expect(code).toBe(1);
    expect(stderr).toBe(
      'error: nothing answers at http://localhost:4566 (AWS_ENDPOINT_URL): is `npm start` running?\n',
    );
  });

  it('name the only keys that the embedded AWS knows when it does not accept a signature', async () => {
    const error = new AwsCallError('execute-api:Invoke', { cause: awsError('AccessDeniedException') });
    const { stderr } = await runCli(['show', '222222222222'], {
      error,
      environment: { AWS_ENDPOINT_URL: 'http://localhost:4566', AWS_ACCESS_KEY_ID: 'AKIA' },
    });
    expect(stderr).toMatch(/does not accept the signature: unset AWS_ACCESS_KEY_ID and AWS_PROFILE/);
  });

  it('are one document of JSON when asked for', async () => {
    const { stdout, stderr } = await failing(awsError('AccessDeniedException'), {}, '--json');
    expect(JSON.parse(stderr)).toEqual({ error: expect.stringContaining('was denied') });
    expect(stdout).toBe('');
  });

  it('keep their stack when nobody expected them', async () => {
    const { code, stderr } = await runCli(['show', '222222222222'], { error: new TypeError('oh') });
    expect(code).toBe(1);
    expect(stderr).toMatch(/TypeError: oh\n +at /);
  });
});
