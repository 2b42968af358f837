import '../environment.ts';

import { beforeEach, expect, it, vi } from 'vitest';
import { handler } from '../../../functions/rotate-webhook-secret.ts';
import { logger } from '../../../functions/runtime/logger.ts';
import { invoke } from './invoke.ts';

const rotation = vi.hoisted(() => ({ storePending: vi.fn(), makeCurrent: vi.fn() }));
vi.mock('../../../functions/aws/secret-rotation.ts', () => rotation);

const SECRET = 'arn:aws:secretsmanager:us-east-1:111111111111:secret:alternate-contacts-test/webhooks/jira-AbCdEf';
const take = (Step: string) =>
  invoke(handler, { SecretId: SECRET, ClientRequestToken: 'second', Step, RotationToken: 'x' });

beforeEach(() => {
  rotation.storePending.mockReset();
  rotation.makeCurrent.mockReset();
  vi.restoreAllMocks();
});

it('stores a random value of letters and digits, as long as the first one', async () => {
  await take('createSecret');
  await take('createSecret');
  const values = rotation.storePending.mock.calls.map(([, , value]) => String(value));
  expect(rotation.storePending.mock.calls[0]?.slice(0, 2)).toEqual([SECRET, 'second']);
  for (const value of values) expect(value).toMatch(/^[A-Za-z0-9]{48}$/);
  expect(new Set(values).size).toBe(2);
  expect(rotation.makeCurrent).not.toHaveBeenCalled();
});

it.each(['setSecret', 'testSecret'])(
  'does nothing in the step %s, as no ticket system takes a secret',
  async (step) => {
    await expect(take(step)).resolves.toEqual({ step });
    expect(rotation.storePending).not.toHaveBeenCalled();
    expect(rotation.makeCurrent).not.toHaveBeenCalled();
  },
);

it.each([
  { changed: true, lines: [['A webhook secret was rotated', { secret: SECRET, secretChange: 'rotated' }]] },
  { changed: false, lines: [] },
])('makes the value the current one, and says so when that has changed it: $changed', async ({ changed, lines }) => {
  const warn = vi.spyOn(logger, 'warn').mockReturnValue();
  rotation.makeCurrent.mockResolvedValue(changed);
  await take('finishSecret');
  expect(rotation.makeCurrent).toHaveBeenCalledWith(SECRET, 'second');
  expect(warn.mock.calls).toEqual(lines);
});

it('refuses a step that it does not know', async () => {
  await expect(take('deleteSecret')).rejects.toMatchObject({ name: 'BadRequestError' });
});
