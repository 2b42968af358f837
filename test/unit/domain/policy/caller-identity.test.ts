import { describe, expect, it, vi } from 'vitest';
import { type CallerIdentity, claimOf, identifyCaller } from '../../../../functions/domain/policy/caller-identity.ts';
import type { Identity } from '../../../../schemas/compiled/policy-schema.js';

const ACCOUNT = '111111111111';
const session = (name: string, role = 'AWSReservedSSO_Ops_0123') =>
  `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${name}`;
const user = (name: string) => `arn:aws:iam::${ACCOUNT}:user/${name}`;

const SESSIONS: Identity = { principals: ['arn:aws:sts::*:assumed-role/AWSReservedSSO_*/*'], person: 'session-name' };
const TABLE: Identity = {
  principals: [`arn:aws:iam::${ACCOUNT}:user/*`, `arn:aws:sts::${ACCOUNT}:assumed-role/ci/*`],
  person: { table: { jane: 'jane@example.com', 'build-7': 'bo@example.com' } },
};
const TAG: Identity = { principals: [`arn:aws:iam::${ACCOUNT}:user/*`, '*:assumed-role/*'], person: { tag: 'email' } };

const identify = (arn: string, identities: Identity[], tag?: string) =>
  identifyCaller(arn, identities, async () => tag);

describe('identifyCaller', () => {
  it('is the person whom the name of the session is', async () => {
    await expect(identify(session('jane@example.com'), [SESSIONS])).resolves.toEqual({ person: 'jane@example.com' });
  });

  it.each(['jane', 'jane@', 'jane@example.com,bo@example.com', 'jane@localhost'])(
    'is nobody when the name of the session is %s',
    async (name) => {
      const unnamed = { kind: 'sessionIsNoAddress' };
      await expect(identify(session(name), [SESSIONS])).resolves.toEqual({ unnamed });
    },
  );

  it('is nobody when a user has the name of a session to prove', async () => {
    const entry: Identity = { principals: ['arn:aws:iam::*:user/*'], person: 'session-name' };
    const unnamed = { kind: 'sessionIsNoAddress' };
    await expect(identify(user('jane@example.com'), [entry])).resolves.toEqual({ unnamed });
  });

  it.each([
    [user('jane'), 'jane@example.com'],
    [user('staff/jane'), 'jane@example.com'],
    [session('build-7', 'ci'), 'bo@example.com'],
  ])('is the person in the table when %s calls', async (arn, person) => {
    await expect(identify(arn, [TABLE])).resolves.toEqual({ person });
  });

  it.each(['bo', 'constructor', '__proto__'])('is nobody when the table has no %s', async (name) => {
    await expect(identify(user(name), [TABLE])).resolves.toEqual({ unnamed: { kind: 'notInTable', name } });
  });

  it.each([
    [user('jane'), { kind: 'user', name: 'jane', tag: 'email' }],
    [session('i-0123', 'batch'), { kind: 'role', name: 'batch', tag: 'email' }],
  ])('is the person in the tag of %s', async (arn, tagged) => {
    const readTag = vi.fn(async () => 'jane@example.com');
    await expect(identifyCaller(arn, [TAG], readTag)).resolves.toEqual({ person: 'jane@example.com' });
    expect(readTag.mock.calls).toEqual([[tagged]]);
  });

  it.each([undefined, '', 'jane'])('is nobody when the tag is %j', async (tag) => {
    const unnamed = { kind: 'tagIsNoAddress', of: 'user', name: 'jane', tag: 'email' };
    await expect(identify(user('jane'), [TAG], tag)).resolves.toEqual({ unnamed });
  });

  it('goes by the first entry that is about the caller', async () => {
    await expect(identify(user('bo'), [SESSIONS, TABLE, TAG], 'x@example.com')).resolves.toMatchObject({
      unnamed: { kind: 'notInTable' },
    });
  });

  it.each([user('local'), session('jane@example.com', 'NotSSO'), `arn:aws:iam::${ACCOUNT}:root`, ''])(
    'is a stranger when no entry is about %s',
    async (arn) => {
      await expect(identify(arn, [SESSIONS])).resolves.toBe('stranger');
    },
  );
});

describe('claimOf', () => {
  const JANE: CallerIdentity = { person: 'jane@example.com' };

  it('is proven of a person, named or not, under any address of their mailbox', () => {
    expect(claimOf(JANE, undefined, {})).toEqual({ requestedBy: 'jane@example.com', isProven: true });
    expect(claimOf(JANE, 'JANE+x@example.com', {})).toEqual({ requestedBy: 'JANE+x@example.com', isProven: true });
  });

  it('is refused when a person names somebody else', () => {
    expect(claimOf(JANE, 'bo@example.com', {})).toEqual({ signedInAs: 'jane@example.com' });
    const rules = { plusIsAnotherPerson: ['example.com'] };
    expect(claimOf(JANE, 'jane+x@example.com', rules)).toEqual({ signedInAs: 'jane@example.com' });
  });

  it('is not proven of a stranger', () => {
    expect(claimOf('stranger', 'jane@example.com', {})).toEqual({ requestedBy: 'jane@example.com', isProven: false });
  });

  it('is refused when the caller should be known, but is not', () => {
    const unnamed = { kind: 'sessionIsNoAddress' } as const;
    expect(claimOf({ unnamed }, 'jane@example.com', {})).toEqual({ unnamed });
  });
});
