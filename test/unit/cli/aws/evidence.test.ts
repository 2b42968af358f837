import '../../environment.ts';
import { KMSClient, NotFoundException } from '@aws-sdk/client-kms';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { connect } from '../../../../cli/aws/connect.ts';
import { settingsOf } from '../../../../cli/aws/settings.ts';
import {
  putApplied,
  putAsked,
  putChecked,
  putPlan,
  putPreApproval,
  putVote,
} from '../../../../functions/aws/evidence.ts';
import { putApproverLink } from '../../../../functions/aws/page-links.ts';
import { askedDigest } from '../../../../functions/domain/ledger/fingerprint.ts';
import { fakeClient } from '../../aws/fake-client.ts';
import { fakeKms, publicKeyOf, signedWith } from '../../aws/fake-kms.ts';
import { FakeTable } from '../../aws/fake-table.ts';
import {
  APPROVER,
  approvalOf,
  BILLING,
  EXECUTION_ARN,
  OTHER_APPROVER,
  REQUEST_KEY,
  recordWith,
  requested,
  SECURITY,
  voteCast,
} from '../../builders.ts';
import { linksOf, signedVote } from '../../domain/approval/evidence-of.ts';

const aws = () => connect(settingsOf('test', { AWS_REGION: 'eu-west-1' }));
const FINGERPRINT = 'f0';

afterEach(() => vi.restoreAllMocks());

describe('the evidence', () => {
  it('is read as the functions keep it', async () => {
    const sent = fakeClient(DynamoDBDocumentClient, new FakeTable().answer);
    const plan = { asked: 'a0', changes: [], approval: approvalOf() };
    const votes = [voteCast(), voteCast(OTHER_APPROVER, { number: 1 })].map((event) => signedVote(recordWith(), event));
    const statement = { statement: 'preApproval' as const, request: REQUEST_KEY, fingerprint: FINGERPRINT, at: '' };
    const preApproval = signedWith('pre-approvals', statement);
    await putAsked(requested());
    await putPlan(REQUEST_KEY, FINGERPRINT, plan);
    for (const [number, vote] of votes.entries()) await putVote(REQUEST_KEY, number, vote);
    await putChecked(REQUEST_KEY, FINGERPRINT);
    const [[hash = '', link] = []] = linksOf(REQUEST_KEY, [APPROVER]);
    const commitments = link?.commitments ?? { approve: '', reject: '' };
    const about = { requestKey: REQUEST_KEY, holder: APPROVER, expiresAt: 0, ttl: 0 };
    await putApproverLink(hash, { ...about, commitments });
    await putPreApproval(REQUEST_KEY, preApproval);
    await putApplied(REQUEST_KEY, SECURITY, { fingerprint: FINGERPRINT, digest: 'd' });
    sent.length = 0;

    const reader = aws();
    const asked = { asked: askedDigest(requested()), executionArn: EXECUTION_ARN };
    await expect(reader.readAsked(REQUEST_KEY)).resolves.toEqual(asked);
    await expect(reader.readPlan(REQUEST_KEY, FINGERPRINT)).resolves.toEqual(plan);
    await expect(reader.isApprovalChecked(REQUEST_KEY, FINGERPRINT)).resolves.toBe(true);
    await expect(reader.readVotes(REQUEST_KEY)).resolves.toEqual(votes);
    await expect(reader.readVotingLinks([hash, 'other'])).resolves.toEqual(linksOf(REQUEST_KEY, [APPROVER]));
    await expect(reader.readPreApproval(REQUEST_KEY, FINGERPRINT)).resolves.toEqual(preApproval);
    const appliedAt = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
    await expect(reader.readApplied(REQUEST_KEY, [BILLING, SECURITY])).resolves.toEqual([
      { ...SECURITY, fingerprint: FINGERPRINT, appliedAt },
    ]);
    for (const { name, input } of sent) {
      expect(name).toBe('GetCommand');
      expect(input).toMatchObject({ TableName: 'alternate-contacts-test', ConsistentRead: true });
    }
  });

  it('is nothing of a request that has none', async () => {
    fakeClient(DynamoDBDocumentClient, new FakeTable().answer);
    const reader = aws();
    await expect(reader.readAsked(REQUEST_KEY)).resolves.toBeUndefined();
    await expect(reader.readPlan(REQUEST_KEY, FINGERPRINT)).resolves.toBeUndefined();
    await expect(reader.isApprovalChecked(REQUEST_KEY, FINGERPRINT)).resolves.toBe(false);
    await expect(reader.readVotes(REQUEST_KEY)).resolves.toEqual([]);
    await expect(reader.readApplied(REQUEST_KEY, [SECURITY])).resolves.toEqual([]);
  });

  it('has public keys, found by the aliases of the stage', async () => {
    const sent = fakeKms();
    await expect(aws().readPublicKey('votes')).resolves.toEqual(publicKeyOf('alias/alternate-contacts-test-votes'));
    await aws().readPublicKey('pre-approvals');
    expect(sent.map(({ input }) => input)).toEqual([
      { KeyId: 'alias/alternate-contacts-test-votes' },
      { KeyId: 'alias/alternate-contacts-test-pre-approvals' },
    ]);
  });

  it('names the action when there is no key', async () => {
    fakeClient(KMSClient, () => {
      throw new NotFoundException({ message: 'none', $metadata: {} });
    });
    await expect(aws().readPublicKey('votes')).rejects.toMatchObject({ action: 'kms:GetPublicKey' });
  });
});
