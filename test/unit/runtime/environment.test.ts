import { afterEach, describe, expect, it, vi } from 'vitest';
import { environmentVariable } from '../../../functions/runtime/environment.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

describe('environmentVariable', () => {
  it('is the value', () => {
    vi.stubEnv('TABLE_NAME', 'a-table');
    expect(environmentVariable('TABLE_NAME')).toBe('a-table');
  });

  it.each([undefined, ''])('throws naming the variable when it is %j', (value) => {
    vi.stubEnv('TABLE_NAME', value);
    expect(() => environmentVariable('TABLE_NAME')).toThrow('the environment variable TABLE_NAME is not set');
  });
});

describe('ACCOUNT_CONTEXT', () => {
  const contextOf = async (role: string | undefined) => {
    vi.stubEnv('SERVICE_ACCOUNT_ID', '333333333333');
    vi.stubEnv('MANAGEMENT_ACCOUNT_ID', '111111111111');
    vi.stubEnv('MANAGEMENT_ROLE_ARN', role);
    vi.resetModules();
    return (await import('../../../functions/runtime/environment.ts')).ACCOUNT_CONTEXT;
  };

  it('names the account of the service, the management account and the role there', async () => {
    await expect(contextOf('arn:aws:iam::111111111111:role/alternate-contacts')).resolves.toEqual({
      accountId: '333333333333',
      managementAccountId: '111111111111',
      managementRoleArn: 'arn:aws:iam::111111111111:role/alternate-contacts',
    });
  });

  it.each([undefined, ''])('names no role when MANAGEMENT_ROLE_ARN is %j', async (role) => {
    expect((await contextOf(role)).managementRoleArn).toBeUndefined();
  });
});
