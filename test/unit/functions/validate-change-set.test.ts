import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { PageEntry, TargetPage } from '../../../functions/domain/campaign/campaign-plan.ts';
import { CAMPAIGN_KEYS } from '../../../functions/domain/campaign/object-keys.ts';
import { changeSetKey } from '../../../functions/domain/request/change-set.ts';
import { sha256 } from '../../../functions/domain/request/digest.ts';
import { handler } from '../../../functions/validate-change-set.ts';
import type { Account } from '../../../schemas/compiled/account.js';
import type { Change } from '../../../schemas/compiled/change-request.js';
import { ACCOUNT_ID, account, changeRequest, deleteChange, NEW_CONTACT, putChange, SECURITY } from '../builders.ts';
import * as bucket from './fakes/bucket.ts';
import * as proofs from './fakes/intake-proofs.ts';
import * as organizations from './fakes/organizations.ts';
import { reset as resetPolicy } from './fakes/policy.ts';
import { invoke } from './invoke.ts';

vi.mock('../../../functions/aws/bucket.ts', () => import('./fakes/bucket.ts'));
vi.mock('../../../functions/aws/intake-proofs.ts', () => import('./fakes/intake-proofs.ts'));
vi.mock('../../../functions/aws/organizations.ts', () => import('./fakes/organizations.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const RUN = 'run-1';

/** Uploads a change set. @returns the request that names it, without a list of changes */
function upload(lines: string[], differences: object = {}) {
  const text = lines.map((line) => `${line}\n`).join('');
  const changeSet = { key: changeSetKey(sha256(text)), sha256: sha256(text), count: lines.length };
  bucket.given(changeSet.key, text);
  const { changes: _, ...request } = changeRequest({ source: { system: 'cli' } });
  return { ...request, changeSet: { ...changeSet, ...differences } };
}

const linesOf = (...changes: object[]) => changes.map((change) => JSON.stringify(change));
const validated = (detail: object, event: object = {}) =>
  invoke(handler, {
    run: RUN,
    enteredAt: new Date().toISOString(),
    event: { source: 'alternate-contacts', detail, time: '2026-06-01T10:00:00Z', ...event },
  });

/** The objects that were written, besides the change sets. */
const written = () => [...bucket.objects.keys()].filter((key) => !key.startsWith('change-sets/'));

beforeEach(() => {
  for (const fake of [bucket, proofs, organizations]) fake.reset();
  resetPolicy();
});

describe('validate-change-set', () => {
  it('lays the changes out in pages, with their accounts, and gives the request an empty list of changes', async () => {
    const changes: Change[] = Array.from({ length: 103 }, (_, index) =>
      putChange({ ...SECURITY, accountId: String(900_000_000_000 + index) }),
    );
    given(...changes.map(({ accountId }) => account({ accountId })));
    const detail = upload(linesOf(...changes));
    await expect(validated(detail)).resolves.toEqual({
      valid: true,
      request: { ...detail, changes: [] },
      askedAt: expect.any(String),
      pages: 2,
    });
    const entries: PageEntry[] = JSON.parse(bucket.objects.get(CAMPAIGN_KEYS.targetPages(RUN)) ?? '[]');
    expect(entries.map(({ page, count }) => [page, count])).toEqual([
      [1, 100],
      [2, 3],
    ]);
    const last: TargetPage = JSON.parse(bucket.objects.get(CAMPAIGN_KEYS.targetPage(RUN, 2)) ?? '{}');
    expect(last.changes[2]).toEqual({ ...SECURITY, accountId: '900000000102', after: NEW_CONTACT });
    expect(last.accounts).toHaveLength(3);
  });

  it.each([
    [
      'is not there',
      () => ({ ...upload(linesOf(putChange())), changeSet: nowhere() }),
      '/changeSet/key',
      'changeSetMissing',
    ],
    [
      'has another name than its hash',
      () => upload(linesOf(putChange()), { key: nowhere().key }),
      '/changeSet/key',
      'format',
    ],
    ['has another number of lines', () => upload(linesOf(putChange()), { count: 2 }), '/changeSet/count', 'wrongCount'],
    [
      'is too large for its count',
      () => upload([' '.repeat(3000)], { count: 1 }),
      '/changeSet/key',
      'changeSetTooLarge',
    ],
    [
      'has one long line among short ones',
      () => upload([...linesOf(putChange(), deleteChange()), ' '.repeat(2001)]),
      '/changeSet/3',
      'tooLong',
    ],
    ['has a wrong line', () => upload(['{']), '/changeSet/1', 'notJson'],
    [
      'repeats a contact',
      () => upload(linesOf(putChange(), deleteChange(), putChange())),
      '/changeSet/3',
      'repeatedContact',
    ],
    ['comes with changes', () => ({ ...upload(linesOf(putChange())), changes: [putChange()] }), '/changes', 'tooMany'],
    ['replaces others', () => ({ ...upload(linesOf(putChange())), replaces: 'all' }), '/replaces', 'notAllowedHere'],
    ['names no reason', () => ({ ...upload(linesOf(putChange())), reason: '' }), '/reason', 'tooShort'],
  ])('is invalid, and plans nothing, when the change set %s', async (_, detail, pointer, code) => {
    given(account());
    await expect(validated(detail())).resolves.toMatchObject({ valid: false, reasons: [{ pointer, code }] });
    expect(written()).toEqual([]);
  });

  it('is invalid when an object is not what its name says', async () => {
    const detail = upload(linesOf(putChange()));
    bucket.given(detail.changeSet.key, `${JSON.stringify(deleteChange())}\n`);
    await expect(validated(detail)).resolves.toMatchObject({ reasons: [{ code: 'changeSetAltered' }] });
  });

  it('names the lines of accounts that are not of the organization, or not ACTIVE', async () => {
    given(account({ state: 'SUSPENDED' }));
    const foreign = putChange({ ...SECURITY, accountId: '444444444444' });
    await expect(validated(upload(linesOf(putChange(), foreign)))).resolves.toMatchObject({
      valid: false,
      reasons: [
        { pointer: '/changeSet/1/accountId', code: 'inactiveAccount', message: expect.stringContaining(ACCOUNT_ID) },
        { pointer: '/changeSet/2/accountId', code: 'unknownAccount' },
      ],
    });
    expect(written()).toEqual([]);
  });

  it('looks into nothing when somebody speaks for the workflow itself', async () => {
    const detail = { ...upload(['{']), source: { system: 'organization' } };
    await expect(validated(detail)).resolves.toMatchObject({ reasons: [{ code: 'reservedSource' }] });
  });

  it('throws for an event without a detail', async () => {
    await expect(invoke(handler, { run: RUN, event: { source: 'x' } })).rejects.toMatchObject({
      name: 'MalformedEventError',
    });
  });
});

function nowhere() {
  const hash = 'b'.repeat(64);
  return { key: changeSetKey(hash), sha256: hash, count: 1 };
}

function given(...accounts: Account[]): void {
  for (const { accountId, ...known } of accounts) organizations.accounts.set(accountId, known);
}
