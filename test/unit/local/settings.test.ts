import { expect, test } from 'vitest';
import { readSettings } from '../../../local/settings.ts';

test('starts on the documented ports when nothing is set', () => {
  expect(readSettings({})).toEqual({
    httpPort: 3000,
    awsPort: 4566,
    inboxPort: 8005,
    timeScale: 1,
    accountQuotas: true,
    policyFile: undefined,
    packageDir: undefined,
  });
});

test('reads what is set', () => {
  const settings = readSettings({ HTTP_PORT: '3100', TIME_SCALE: '0.01', ACCOUNT_QUOTAS: 'off' });
  expect(settings).toMatchObject({ httpPort: 3100, timeScale: 0.01, accountQuotas: false });
});

test.each([
  ['HTTP_PORT', 'http'],
  ['AWS_PORT', '0'],
  ['INBOX_PORT', '65536'],
  ['TIME_SCALE', '0'],
  ['TIME_SCALE', 'fast'],
  ['ACCOUNT_QUOTAS', 'no'],
  ['POLICY_FILE', '/does/not/exist.yml'],
])('names %s when it is %j', (name, value) => {
  expect(() => readSettings({ [name]: value })).toThrow(new RegExp(`^${name} .*`));
});

test('refuses the same port twice', () => {
  expect(() => readSettings({ HTTP_PORT: '4566' })).toThrow('three different ports');
});
