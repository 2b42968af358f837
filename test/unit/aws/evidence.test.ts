import '../environment.ts';

import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  isApprovalChecked,
  putApplied,
  putAsked,
  putChecked,
  putPlan,
  putPreApproval,
  putVote,
  readAsked,
  readPlan,
  readPreApproval,
  readVotes,
} from '../../../functions/aws/evidence.ts';
import { askedDigest, planStatement } from '../../../functions/domain/ledger/fingerprint.ts';
import { planned, REQUEST_KEY, requested, SECURITY, VOTED_AT } from '../builders.ts';
import { voteStatement } from '../vote-statement.ts';
import { fakeClient } from './fake-client.ts';
import { signedWith } from './fake-kms.ts';
import { FakeTable } from './fake-table.ts';

let table: FakeTable;

beforeEach(() => {
  table = new FakeTable();
  fakeClient(DynamoDBDocumentClient, table.answer);
});

const castVote = (comment: string) => signedWith('key', voteStatement({ comment }));
const preApproval = signedWith('key', {
  ...{ statement: 'preApproval' as const, request: REQUEST_KEY, fingerprint: 'f', at: VOTED_AT },
});
const plan = planStatement('asked', planned());

describe('what was asked', () => {
  it('is kept as a digest, with the execution that has registered it', async () => {
    await putAsked(requested());
    expect(await readAsked(REQUEST_KEY)).toBe(askedDigest(requested()));
    expect(JSON.stringify([...table.items.values()])).not.toContain('@example.com');
  });

  it('is kept anew when the same execution tries again', async () => {
    await putAsked(requested());
    await putAsked(requested({ nonce: 'of the second try' }));
    expect(await readAsked(REQUEST_KEY)).toBe(askedDigest(requested({ nonce: 'of the second try' })));
  });

  it('stays as it is, and throws DuplicateRequestError, when another execution registers the same id', async () => {
    await putAsked(requested());
    const another = putAsked(requested({ executionArn: 'arn:of:another' }));
    await expect(another).rejects.toMatchObject({ name: 'DuplicateRequestError' });
    expect(await readAsked(REQUEST_KEY)).toBe(askedDigest(requested()));
  });

  it('is nothing for a request that was not registered', async () => {
    expect(await readAsked('cli/none')).toBeUndefined();
  });
});

describe('a plan', () => {
  it('is found by the request and its fingerprint alone', async () => {
    await putPlan(REQUEST_KEY, 'f', plan);
    expect(await readPlan(REQUEST_KEY, 'f')).toEqual(plan);
    expect(await readPlan(REQUEST_KEY, 'g')).toBeUndefined();
    expect(await readPlan('cli/another', 'f')).toBeUndefined();
  });

  it('is never replaced', async () => {
    await putPlan(REQUEST_KEY, 'f', plan);
    await putPlan(REQUEST_KEY, 'f', { ...plan, asked: 'something else' });
    expect(await readPlan(REQUEST_KEY, 'f')).toEqual(plan);
  });
});

describe('that the approval of a plan was checked', () => {
  it('is known of that plan alone', async () => {
    await putChecked(REQUEST_KEY, 'f');
    expect(await isApprovalChecked(REQUEST_KEY, 'f')).toBe(true);
    expect(await isApprovalChecked(REQUEST_KEY, 'g')).toBe(false);
    expect(await isApprovalChecked('cli/another', 'f')).toBe(false);
  });
});

describe('votes', () => {
  it('are read in the order of their numbers', async () => {
    for (const number of [0, 1, 2]) expect(await putVote(REQUEST_KEY, number, castVote(`${number}`))).toBe(true);
    expect((await readVotes(REQUEST_KEY)).map(({ comment }) => comment)).toEqual(['0', '1', '2']);
    expect(await readVotes('cli/another')).toEqual([]);
  });

  it('are never replaced: a number that is taken says so', async () => {
    await putVote(REQUEST_KEY, 0, castVote('first'));
    expect(await putVote(REQUEST_KEY, 0, castVote('second'))).toBe(false);
    expect(await readVotes(REQUEST_KEY)).toEqual(
      [castVote('first')].map(() => expect.objectContaining({ comment: 'first' })),
    );
  });
});

describe('a pre-approval', () => {
  it('is found by the request and the fingerprint of its plan', async () => {
    await putPreApproval(REQUEST_KEY, preApproval);
    expect(await readPreApproval(REQUEST_KEY, 'f')).toEqual(preApproval);
    expect(await readPreApproval(REQUEST_KEY, 'g')).toBeUndefined();
  });

  it('is never replaced', async () => {
    await putPreApproval(REQUEST_KEY, preApproval);
    await putPreApproval(REQUEST_KEY, { ...preApproval, at: 'later' });
    expect(await readPreApproval(REQUEST_KEY, 'f')).toEqual(preApproval);
  });
});

describe('what was applied', () => {
  it('is kept once for each contact, with the fingerprint of its plan', async () => {
    await putApplied(REQUEST_KEY, SECURITY, { fingerprint: 'f', digest: 'd' });
    await putApplied(REQUEST_KEY, SECURITY, { fingerprint: 'g', digest: 'e' });
    expect([...table.items]).toMatchObject([
      ['APPLIED#jira/jira-OPS-42-10124#222222222222/SECURITY', { fingerprint: 'f', digest: 'd' }],
    ]);
  });
});
