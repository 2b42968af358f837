import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../functions/withdraw-changes.ts';
import { invoke } from './invoke.ts';

const { withdrawAccount, withdrawBaseline } = vi.hoisted(() => ({
  withdrawAccount: vi.fn(),
  withdrawBaseline: vi.fn(),
}));
vi.mock('../../../functions/steps/withdrawal.ts', () => ({ withdrawAccount, withdrawBaseline }));

const accountId = '444444444444';

beforeEach(() => {
  withdrawAccount.mockReset().mockResolvedValue(['cli-1', 'baseline-444444444444-1-0f3c2a91']);
  withdrawBaseline.mockReset().mockResolvedValue(['baseline-444444444444-1-0f3c2a91']);
});

describe('withdraw-changes', () => {
  it('withdraws all changes of the account when it was closed', async () => {
    const because = { kind: 'accountClosed', accountId };
    await expect(invoke(handler, because)).resolves.toEqual({
      because,
      withdrawn: ['cli-1', 'baseline-444444444444-1-0f3c2a91'],
    });
    expect(withdrawAccount.mock.calls).toEqual([[accountId, because]]);
    expect(withdrawBaseline).not.toHaveBeenCalled();
  });

  it('withdraws only the requests of the baseline when that leaves the account alone now', async () => {
    const because = { kind: 'baselineGone', accountId };
    await expect(invoke(handler, { ...because, revision: 2 })).resolves.toEqual({
      because,
      withdrawn: ['baseline-444444444444-1-0f3c2a91'],
    });
    expect(withdrawBaseline.mock.calls).toEqual([[accountId, 2, because]]);
    expect(withdrawAccount).not.toHaveBeenCalled();
  });

  it('throws an error of the table by its name', async () => {
    withdrawAccount.mockRejectedValue(Object.assign(new Error('slow'), { name: 'ThrottlingException' }));
    await expect(invoke(handler, { kind: 'accountClosed', accountId })).rejects.toMatchObject({
      name: 'ThrottlingException',
    });
  });
});
