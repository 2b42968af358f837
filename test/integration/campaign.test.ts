import { afterEach, describe, expect, it } from 'vitest';
import { type Api, connectApi } from '../../cli/aws/api.ts';
import { CAMPAIGN_KEYS, runOf } from '../../functions/domain/campaign/object-keys.ts';
import { changesOf, OrganizationUser } from './organization-user.ts';
import { APPROVER, makeRequest, REQUESTER, type Requester, SOC, until } from './requester.ts';
import type { TestStack } from './stack.ts';
import { useStack } from './use-stack.ts';

const POLICY = `
allowedEmailDomains: [example.com]
approvals:
  - name: every change
    approvers: [${APPROVER}]
    quorum: 1
    rounds: [{ wait: 72h }]
campaigns:
  canary: { changes: 5 }
  stopAt: 5%
`;

let stack: TestStack;
let user: Requester;
let api: Api;
let organization: OrganizationUser;

useStack(
  (used) => {
    ({ stack, user } = used);
    const client = { ...stack.client, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
    organization = new OrganizationUser(used);
    api = connectApi({ stage: 'local', serviceName: stack.health.eventBusName, endpoint: undefined, client });
  },
  { policy: POLICY, accountQuotas: false, timeScale: 0.02 },
);

afterEach(() => stack.setFaults([]));

async function approve(requestId: string): Promise<void> {
  await user.vote(await user.link(requestId), 'approve');
}

const untilEnded = (requestId: string) =>
  organization.untilRecord(requestId, 'the end', ({ results }) => results !== undefined);

async function putsOf(first: number, accounts: number): Promise<string[]> {
  const ids = new Set(changesOf(first, accounts).map(({ accountId }) => accountId));
  return (await stack.calls()).flatMap(({ operation, status, input }) => {
    const { AccountId, AlternateContactType } = Object(input);
    const isOwn = operation === 'PutAlternateContact' && status < 300 && ids.has(AccountId);
    return isOwn ? [`${AccountId}/${AlternateContactType}`] : [];
  });
}

function untilPuts(first: number, accounts: number, atLeast: number): Promise<string[]> {
  return until(`${atLeast} changes`, async () => {
    const puts = await putsOf(first, accounts);
    return puts.length >= atLeast ? puts : undefined;
  });
}

const steer = (requestId: string, action: 'pause' | 'resume' | 'cancel') =>
  api.steerCampaign({ requestId, action, by: REQUESTER });

describe('a campaign', () => {
  it('applies the first changes, waits, is resumed and paused, lets a small request go first, and applies each change once', async () => {
    const requestId = await organization.askCampaign(changesOf(1, 36));
    await approve(requestId);
    await untilPuts(1, 36, 5);
    await until(
      'the mail after the first changes',
      async () =>
        (await stack.mails()).some(
          ({ destination, subject }) => destination.to.includes(REQUESTER) && /first/i.test(subject),
        ) || undefined,
    );
    expect(await putsOf(1, 36)).toHaveLength(5);

    await steer(requestId, 'resume');
    await untilPuts(1, 36, 20);
    await steer(requestId, 'pause');
    const small = makeRequest({ changes: changesOf(500, 1).slice(0, 1) });
    await user.put(small);
    await approve(small.requestId);
    expect((await user.end(small.requestId)).output.status).toBe('APPLIED');
    expect((await putsOf(1, 36)).length).toBeLessThan(108);

    await steer(requestId, 'resume');
    const ended = await untilEnded(requestId);
    expect(ended).toMatchObject({ status: 'APPLIED', counts: { applied: 108, failed: 0, conflicts: 0, cancelled: 0 } });
    const puts = await putsOf(1, 36);
    expect(puts).toHaveLength(108);
    expect(new Set(puts).size).toBe(108);
    expect(await user.contact('900000000036', 'SECURITY')).toEqual(SOC);
    const results = CAMPAIGN_KEYS.resultsCsv(runOf(ended));
    expect((await organization.object(results))?.trim().split('\n')).toHaveLength(109);
    expect(await user.statuses(requestId)).toEqual(['RECEIVED', 'PENDING_APPROVAL', 'APPROVED', 'APPLIED']);
  });

  it('stops when more changes fail than the policy lets, and applies nothing more once it is cancelled', async () => {
    const requestId = await organization.askCampaign(changesOf(101, 36));
    await stack.setFaults([{ operation: 'PutAlternateContact', error: 'AccessDeniedException', times: 1000 }]);
    await approve(requestId);
    await until(
      'the mail after the first changes',
      async () =>
        (await stack.mails()).some(({ body }) => body.text?.includes(requestId) && /5 failed/.test(body.text)) ||
        undefined,
    );
    await steer(requestId, 'resume');
    await organization.untilRecord(requestId, 'the stop', ({ history }) =>
      history.some(({ type }) => type === 'CampaignStopped'),
    );
    await stack.setFaults([]);
    await steer(requestId, 'cancel');
    const { status, counts, history } = await untilEnded(requestId);
    expect(status).toBe('CANCELLED');
    expect(counts?.applied).toBe(0);
    expect(counts?.failed).toBeGreaterThan(5);
    expect((counts?.failed ?? 0) + (counts?.cancelled ?? 0)).toBe(108);
    expect(await putsOf(101, 36)).toEqual([]);
    expect(history.some(({ type }) => type === 'CampaignCancelled')).toBe(true);
  });

  it('is INVALID with the lines that are wrong, and nothing planned', async () => {
    const [first, second, ...others] = changesOf(201, 40);
    const requestId = await organization.askCampaign([
      first ?? {},
      { ...second, accountId: '123' },
      ...others,
      { ...first, accountId: '999999999999' },
    ]);
    const event = await until('the end', async () =>
      (await stack.events()).find(
        ({ detail }) => Object(detail).requestId === requestId && Object(detail).status === 'INVALID',
      ),
    );
    expect(event).toBeDefined();
    const mail = await until('the mail', async () =>
      (await stack.mails()).find(({ body }) => body.text?.includes(requestId)),
    );
    expect(mail.body.text).toContain('Line 2: Account must be 12 digits');
  });
});
