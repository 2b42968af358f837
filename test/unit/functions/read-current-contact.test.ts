import '../environment.ts';

import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { TooManyRequestsException } from '../../../functions/domain/errors.ts';
import { handler } from '../../../functions/read-current-contact.ts';
import { PACE } from '../../../functions/steps/pace.ts';
import { OLD_CONTACT, SECURITY, turnNow } from '../builders.ts';
import * as accountManagement from './fakes/account-management.ts';
import * as lines from './fakes/lines.ts';
import { invoke } from './invoke.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: vi.fn(async () => undefined) }));
vi.mock('../../../functions/aws/lines.ts', () => import('./fakes/lines.ts'));
vi.mock('../../../functions/aws/account-management.ts', () => import('./fakes/account-management.ts'));

const READ_AT = '2026-06-01T10:00:05.000Z';

beforeEach(() => {
  accountManagement.reset();
  lines.reset();
  vi.mocked(delay).mockClear();
  vi.spyOn(Math, 'random').mockReturnValue(0);
  vi.useFakeTimers({ now: new Date(READ_AT), toFake: ['Date'] });
});

const read = (contact: object = SECURITY) => invoke(handler, { contact: { ...contact, turn: turnNow() }, retries: 0 });

describe('read-current-contact', () => {
  it('reads the contact', async () => {
    accountManagement.showNext(OLD_CONTACT);
    await expect(read()).resolves.toEqual({ ...SECURITY, contact: OLD_CONTACT, readAt: READ_AT });
    expect(accountManagement.calls).toEqual(['get 222222222222/SECURITY']);
  });

  it('has null for a value when no contact is set', async () => {
    await expect(read()).resolves.toEqual({ ...SECURITY, contact: null, readAt: READ_AT });
  });

  it.each(['TooManyRequestsException', 'ServiceUnavailableError', 'AccessDeniedException', 'UnreachableAccountError'])(
    'throws %s by its name',
    async (name) => {
      accountManagement.getContact.mockRejectedValue(Object.assign(new Error('no'), { name }));
      await expect(read()).rejects.toMatchObject({ name });
    },
  );

  it('throws AccountNotReadyError, which is tried again, when AWS denies access to a new account', async () => {
    accountManagement.getContact.mockRejectedValue(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
    const joinedAt = new Date(Date.now() - 60_000).toISOString();
    await expect(read({ ...SECURITY, joinedAt })).rejects.toMatchObject({ name: 'AccountNotReadyError' });
  });

  it('throws AccessDeniedException when the account is no longer new', async () => {
    accountManagement.getContact.mockRejectedValue(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
    const joinedAt = new Date(Date.now() - 86_400_000).toISOString();
    await expect(read({ ...SECURITY, joinedAt })).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('returns the key alone with the contact when the account is new', async () => {
    const joinedAt = new Date().toISOString();
    await expect(read({ ...SECURITY, joinedAt })).resolves.toEqual({
      ...SECURITY,
      contact: null,
      readAt: READ_AT,
    });
  });

  it('reads a contact that breaks the limits of today, so that it can be mended', async () => {
    const contact = { ...OLD_CONTACT, name: '', phoneNumber: 'none' };
    accountManagement.getContact.mockResolvedValue(contact);
    expect(await read()).toEqual({ ...SECURITY, contact, readAt: READ_AT });
  });
});

describe('read-current-contact, in line', () => {
  const inLine = (milliseconds: number) => ({
    ...SECURITY,
    turn: turnNow({ at: Date.now() + milliseconds }),
  });
  const readInTurn = (milliseconds: number, retries = 0) => invoke(handler, { contact: inLine(milliseconds), retries });

  it('waits for its turn before it reads', async () => {
    vi.mocked(delay).mockImplementationOnce(async () => {
      expect(accountManagement.calls).toEqual([]);
      return undefined;
    });
    await expect(readInTurn(300)).resolves.toMatchObject(SECURITY);
    expect(vi.mocked(delay).mock.calls).toEqual([[300]]);
  });

  it('throws TurnMovedError and reads nothing when its turn is far away', async () => {
    await expect(readInTurn(60_000)).rejects.toMatchObject({ name: 'TurnMovedError' });
    expect(accountManagement.calls).toEqual([]);
  });

  it('goes before everybody, by the time of a read, when it is late', async () => {
    await expect(readInTurn(-60_000, 1)).resolves.toMatchObject(SECURITY);
    expect(lines.takeFirstTurn.mock.calls).toEqual([['contacts', PACE.read]]);
  });

  it('reads again until it is let through', async () => {
    accountManagement.getContact.mockRejectedValueOnce(new TooManyRequestsException('Slow down'));
    await expect(readInTurn(0)).resolves.toMatchObject(SECURITY);
    expect(lines.slowDown.mock.calls).toEqual([['contacts', PACE.read]]);
  });
});
