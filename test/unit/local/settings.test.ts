import { expect, test } from 'vitest';
import { readSettings } from '../../../local/settings.ts';

test('starts on the documented ports when nothing is set', () => {
  expect(readSettings({})).toEqual({
    httpPort: 3000,
    awsPort: 4566,
    inboxPort: 8005,
    signInPort: 8006,
    timeScale: 1,
    accountQuotas: 'on',
    lambda: undefined,
    runsIn: 'management-account',
    organizationSize: 1000,
    deploymentParams: {},
    policyFile: undefined,
    packageDir: undefined,
    stateDir: undefined,
  });
});

test('keeps state in a directory that need not exist', () => {
  expect(readSettings({ STATE_DIR: '/not/there' })).toMatchObject({ stateDir: '/not/there' });
});

test('reads what is set', () => {
  const settings = readSettings({ HTTP_PORT: '3100', TIME_SCALE: '0.01', ACCOUNT_QUOTAS: 'off', RUNS_IN: '' });
  expect(settings).toMatchObject({ httpPort: 3100, timeScale: 0.01, accountQuotas: 'off' });
});

test.each(['on', 'off', 'scaled', 'china'])('lets the quotas of Account Management be %s', (accountQuotas) => {
  expect(readSettings({ ACCOUNT_QUOTAS: accountQuotas })).toMatchObject({ accountQuotas });
});

test.each(['management-account', 'delegated-administrator', 'standalone-account'])('runs in a %s', (runsIn) => {
  expect(readSettings({ RUNS_IN: runsIn })).toMatchObject({ runsIn });
});

test.each(['0', '50001', 'many', '1.5'])('refuses an organization of %s accounts', (text) => {
  expect(() => readSettings({ ORGANIZATION_SIZE: text })).toThrow(
    `ORGANIZATION_SIZE must be a number from 1 to 50000, not "${text}"`,
  );
});

test('reads how large the organization is', () => {
  expect(readSettings({ ORGANIZATION_SIZE: '4000' })).toMatchObject({ organizationSize: 4000 });
});

test.each([
  [{}, undefined],
  [{ TASKS_AT_ONCE: 'cores', CLOCK_SPEED: '' }, undefined],
  [{ TASKS_AT_ONCE: 'lambda' }, { concurrency: 1000, clockSpeed: 1 }],
  [
    { TASKS_AT_ONCE: 'lambda', LAMBDA_CONCURRENCY: '10', CLOCK_SPEED: '1000' },
    { concurrency: 10, clockSpeed: 1000 },
  ],
])('reads how many tasks run at once from %j', (environment, lambda) => {
  expect(readSettings(environment)).toMatchObject({ lambda });
});

test.each(['LAMBDA_CONCURRENCY', 'CLOCK_SPEED'])('refuses %s when time is not modelled', (name) => {
  expect(() => readSettings({ [name]: '50' })).toThrow(`${name} needs TASKS_AT_ONCE=lambda`);
});

test('reads the parameters of a deployment', () => {
  expect(readSettings({ DEPLOYMENT_PARAMS: '{"githubCloses":"true"}' })).toMatchObject({
    deploymentParams: { githubCloses: 'true' },
  });
});

test('names the values of a setting that has only some', () => {
  expect(() => readSettings({ RUNS_IN: 'member' })).toThrow(
    'RUNS_IN must be "management-account", "delegated-administrator" or "standalone-account", not "member"',
  );
});

test.each([
  ['HTTP_PORT', 'http'],
  ['AWS_PORT', '0'],
  ['INBOX_PORT', '65536'],
  ['TIME_SCALE', '0'],
  ['TIME_SCALE', 'fast'],
  ['ACCOUNT_QUOTAS', 'no'],
  ['TASKS_AT_ONCE', '1000'],
  ['LAMBDA_CONCURRENCY', '0'],
  ['CLOCK_SPEED', '0.5'],
  ['RUNS_IN', '333333333333'],
  ['DEPLOYMENT_PARAMS', 'githubCloses=true'],
  ['DEPLOYMENT_PARAMS', '{"githubCloses":true}'],
  ['POLICY_FILE', '/does/not/exist.yml'],
])('names %s when it is %j', (name, value) => {
  expect(() => readSettings({ [name]: value })).toThrow(new RegExp(`^${name} .*`));
});

test('refuses the same port twice', () => {
  expect(() => readSettings({ HTTP_PORT: '4566' })).toThrow('four different ports');
});
