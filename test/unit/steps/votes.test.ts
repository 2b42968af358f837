import '../environment.ts';

import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { putPlan, putVote, readVotes } from '../../../functions/aws/evidence.ts';
import { readRecord, registerRecord } from '../../../functions/aws/request-table.ts';
import { isCastBy, isGenuine } from '../../../functions/domain/approval/evidence.ts';
import { linkCommitments } from '../../../functions/domain/approval/page-link.ts';
import type { Ballot } from '../../../functions/domain/approval/vote.ts';
import { requestedOf } from '../../../functions/domain/ledger/evolve.ts';
import { askedDigest, planFingerprint, planStatement } from '../../../functions/domain/ledger/fingerprint.ts';
import { castSignedVote } from '../../../functions/steps/votes.ts';
import { fakeClient, type SentCommand } from '../aws/fake-client.ts';
import { fakeKms, publicKeyOf, signedWith } from '../aws/fake-kms.ts';
import { FakeTable } from '../aws/fake-table.ts';
import {
  APPROVER,
  approvalOf,
  ballotOn,
  electorateOf,
  OTHER_APPROVER,
  pendingRecord,
  REQUEST_KEY,
} from '../builders.ts';
import { voteStatement } from '../vote-statement.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

const VOTE_KEY = process.env['VOTE_KEY'] ?? '';
const SECRET = 'secret of the link';
const policy = electorateOf(approvalOf());

let table: FakeTable;
let calls: SentCommand[];

/** A request that waits for so many approvals. */
async function given(quorum: number, withPlan = true): Promise<(differences?: Partial<Ballot>) => Ballot> {
  const record = pendingRecord({ approval: approvalOf(quorum) });
  await registerRecord(record);
  const planned = record.history.find((event) => event.type === 'Planned');
  if (planned && withPlan) {
    const statement = planStatement(askedDigest(requestedOf(record)), planned);
    await putPlan(REQUEST_KEY, planFingerprint(statement), statement);
  }
  return (differences = {}) => ballotOn(record, differences);
}

const votesInLedger = async () =>
  ((await readRecord(REQUEST_KEY))?.history ?? []).flatMap((event) =>
    event.type === 'VoteCast' ? [{ number: event.number, by: event.by, decision: event.decision }] : [],
  );

beforeEach(() => {
  table = new FakeTable();
  fakeClient(DynamoDBDocumentClient, table.answer);
  calls = fakeKms();
});

describe('castSignedVote', () => {
  it('signs the vote with one call of KMS, keeps it, and counts it', async () => {
    const ballot = await given(1);
    const result = await castSignedVote(REQUEST_KEY, ballot({ comment: 'fine' }), SECRET, policy);
    expect(result).toMatchObject({ record: { status: 'APPROVED', votes: [{ comment: 'fine' }] } });
    const [vote] = await readVotes(REQUEST_KEY);
    expect(vote).toMatchObject({ request: REQUEST_KEY, approver: APPROVER, decision: 'approve', comment: 'fine' });
    expect(vote && isGenuine(vote, publicKeyOf(VOTE_KEY))).toBe(true);
    const link = { requestKey: REQUEST_KEY, approver: APPROVER, commitments: linkCommitments(SECRET) };
    expect(vote && isCastBy(link, vote)).toBe(true);
    expect(JSON.stringify(vote)).not.toContain(SECRET);
    expect(calls.map(({ name }) => name)).toEqual(['SignCommand']);
  });

  it('signs nothing for a vote that does not count, or that was cast already', async () => {
    const ballot = await given(2);
    await expect(castSignedVote(REQUEST_KEY, ballot({ fingerprint: 'another' }), SECRET, policy)).resolves.toEqual({
      refusal: 'recordAltered',
    });
    await expect(castSignedVote(REQUEST_KEY, ballot({ decision: 'reject' }), SECRET, policy)).resolves.toEqual({
      refusal: 'commentMissing',
    });
    await castSignedVote(REQUEST_KEY, ballot(), SECRET, policy);
    await expect(castSignedVote(REQUEST_KEY, ballot(), SECRET, policy)).resolves.toMatchObject({
      record: { version: 4 },
    });
    expect(calls).toHaveLength(1);
    expect(await readVotes(REQUEST_KEY)).toHaveLength(1);
  });

  it('refuses a plan that the workflow has not made', async () => {
    const ballot = await given(1, false);
    await expect(castSignedVote(REQUEST_KEY, ballot(), SECRET, policy)).resolves.toEqual({ refusal: 'recordAltered' });
    expect(await readVotes(REQUEST_KEY)).toEqual([]);
  });

  it('counts both votes, once each, when two approvers vote at the same moment', async () => {
    const ballot = await given(2);
    const both = [APPROVER, OTHER_APPROVER].map((approver) =>
      castSignedVote(
        REQUEST_KEY,
        ballot({ approver, confirmation: { kind: 'link', person: approver } }),
        SECRET,
        policy,
      ),
    );
    await Promise.all(both);
    expect(await readRecord(REQUEST_KEY)).toMatchObject({ status: 'APPROVED' });
    expect((await votesInLedger()).map(({ number }) => number)).toEqual([0, 1]);
    expect(calls).toHaveLength(2);
  });

  it('takes the next number, signing once, when somebody else takes this one first', async () => {
    const ballot = await given(2);
    const { fingerprint } = ballot();
    const other = voteStatement({ approver: OTHER_APPROVER }, { fingerprint });
    let isFirst = true;
    fakeClient(DynamoDBDocumentClient, async (command) => {
      const key = String(Object(command.input['Item']).pk);
      if (key.startsWith('VOTE#') && isFirst) {
        isFirst = false;
        await putVote(REQUEST_KEY, 0, signedWith(VOTE_KEY, other));
      }
      return table.answer(command);
    });
    await castSignedVote(REQUEST_KEY, ballot(), SECRET, policy);
    expect(await votesInLedger()).toMatchObject([{ by: OTHER_APPROVER }, { by: APPROVER }]);
    expect(calls).toHaveLength(1);
  });

  it('counts a vote whose function died before it could, when the next one is cast', async () => {
    const ballot = await given(2);
    const kept = voteStatement({ approver: OTHER_APPROVER, comment: 'fine' }, { fingerprint: ballot().fingerprint });
    await putVote(REQUEST_KEY, 0, signedWith(VOTE_KEY, kept));
    expect(await votesInLedger()).toEqual([]);
    await expect(castSignedVote(REQUEST_KEY, ballot(), SECRET, policy)).resolves.toMatchObject({
      record: { status: 'APPROVED' },
    });
    expect(await votesInLedger()).toMatchObject([
      { number: 0, by: OTHER_APPROVER },
      { number: 1, by: APPROVER },
    ]);
  });

  it('says that the request is decided when another vote decides it between keeping and counting this one', async () => {
    const ballot = await given(1);
    let isFirst = true;
    fakeClient(DynamoDBDocumentClient, async (command) => {
      const key = String(Object(command.input['Item']).pk);
      if (key.startsWith('REQUEST#') && isFirst) {
        isFirst = false;
        await registerDecided();
      }
      return table.answer(command);
    });
    await expect(castSignedVote(REQUEST_KEY, ballot(), SECRET, policy)).resolves.toEqual({ refusal: 'decided' });
    expect(await readVotes(REQUEST_KEY)).toHaveLength(1);
    expect(await votesInLedger()).toEqual([]);
  });
});

/** Somebody has cancelled the request. */
async function registerDecided(): Promise<void> {
  table.items.delete(`REQUEST#${REQUEST_KEY}`);
  await registerRecord(pendingRecord({ status: 'CANCELLED', version: 9 }));
}
