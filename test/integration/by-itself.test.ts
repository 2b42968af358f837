import { describe, expect, it } from 'vitest';
import { changesOf, OrganizationUser, WANTED } from './organization-user.ts';
import { APPROVER, type Requester, SOC, until } from './requester.ts';
import { useStack } from './use-stack.ts';

const POLICY = `
allowedEmailDomains: [example.com]
approvals:
  - { name: every change, approvers: [${APPROVER}], quorum: 1, rounds: [{ wait: 72h }] }
baseline:
  default:
    SECURITY: ${JSON.stringify(WANTED)}
drift: adopt
campaigns:
  canary: { changes: 2, resumeAfter: 10m }
`;

let user: Requester;
let organization: OrganizationUser;

useStack(
  (used) => {
    user = used.user;
    organization = new OrganizationUser(used);
  },
  {
    policy: POLICY,
    accountQuotas: false,
    timeScale: 0.02,
    environment: { ORGANIZATION_SIZE: '4' },
    params: { reportSchedule: 'rate(1 minute)' },
  },
);

async function approve(requestId: string): Promise<void> {
  await user.vote(await user.link(requestId), 'approve');
}

describe('a contact that somebody else has set, where the policy adopts', () => {
  it('is the wanted one once its request is approved: by the inventory, and by the next sweep', async () => {
    await organization.sweep();
    await organization.setOutside('222222222222', SOC);
    const drift = await until('the drift', async () => (await organization.drifts())[0]);
    expect(drift).toMatchObject({ accountId: '222222222222', standing: 'drifted', action: 'adopt' });
    const { requestId = '' } = drift;
    await approve(requestId);
    await organization.untilRecord(requestId, 'the end', ({ results }) => results !== undefined);
    expect(await user.contact('222222222222', 'SECURITY')).toEqual(SOC);
    expect((await organization.known('222222222222'))?.contacts.SECURITY).toMatchObject({
      standing: 'inLine',
      setBy: { requestKey: `organization/${requestId}`, approvedBy: [APPROVER] },
    });
    await organization.sweep();
    expect((await organization.known('222222222222'))?.contacts.SECURITY).toMatchObject({ standing: 'inLine' });
    expect(await organization.drifts()).toHaveLength(1);
  });
});

describe('a campaign whose first changes have been applied, where the policy gives them a time', () => {
  it('goes on when that is over, with nobody resuming it', async () => {
    const requestId = await organization.askCampaign(changesOf(1, 3));
    await approve(requestId);
    const { status, counts, history } = await organization.untilRecord(
      requestId,
      'the end',
      ({ results }) => results !== undefined,
    );
    expect({ status, applied: counts?.applied }).toEqual({ status: 'APPLIED', applied: 9 });
    expect(history.filter(({ type }) => type === 'CampaignResumed')).toMatchObject([{ by: 'workflow' }]);
  });
});

describe('the report', () => {
  it('is written into the bucket on its schedule', async () => {
    const folder = `reports/${new Date().toISOString().slice(0, 10)}`;
    const csv = await until('the report', () => organization.object(`${folder}/report.csv`));
    expect(csv).toContain('222222222222');
    expect(await until('the page', () => organization.object(`${folder}/report.html`))).toMatch(/^<!doctype html>/i);
  });
});
