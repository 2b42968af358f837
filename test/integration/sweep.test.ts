import { beforeAll, describe, expect, it } from 'vitest';
import { OrganizationUser, WANTED } from './organization-user.ts';
import { APPROVER, type Requester, SOC, until } from './requester.ts';
import type { TestStack } from './stack.ts';
import { useStack } from './use-stack.ts';

const POLICY = `
allowedEmailDomains: [example.com]
approvals:
  - { name: every change, approvers: [${APPROVER}], quorum: 1, rounds: [{ wait: 72h }] }
baseline:
  default:
    SECURITY: ${JSON.stringify(WANTED)}
drift: { action: revert, notify: [watch@example.com] }
`;

/** Four fixed accounts that are ACTIVE, and two more. */
const ACCOUNTS = 6;

let stack: TestStack;
let user: Requester;
let organization: OrganizationUser;

useStack(
  (used) => {
    ({ stack, user } = used);
    organization = new OrganizationUser(used);
  },
  { policy: POLICY, accountQuotas: false, timeScale: 0.05, environment: { ORGANIZATION_SIZE: '2' } },
);

describe('the first sweep', () => {
  it('reads every account, asks for nothing, and lets no second one run beside it', async () => {
    const [one, other] = await Promise.all([organization.sweep(), organization.sweep()]);
    const [ended, refused] = 'sweepId' in one ? [one, other] : [other, one];
    expect(refused).toEqual({ isSweeping: false, running: ended['sweepId'] });
    expect(ended).toMatchObject({ accounts: ACCOUNTS, read: ACCOUNTS, unreadable: 0, newAccounts: 0 });
    expect(await organization.known('333333333333')).toMatchObject({
      state: 'ACTIVE',
      ouPath: ['Root'],
      contacts: {
        BILLING: { standing: 'unmanaged' },
        SECURITY: { standing: expect.stringMatching(/^(drifted|missing)$/), seenAt: expect.any(String) },
      },
    });
    expect((await organization.typed('Alternate Contact Sweep Ended'))[0]).toMatchObject({ sweepId: ended['sweepId'] });
    expect(await organization.typed('Alternate Contact Change Request Status Changed')).toEqual([]);
    expect(await organization.drifts()).toEqual([]);
  });
});

describe('a contact that somebody changes outside of the service', () => {
  beforeAll(async () => {
    await organization.setOutside('222222222222', WANTED);
  });

  it('is told of within five seconds, without its details, and put back once that is approved, which is no drift', async () => {
    await until('the first report', async () => ((await organization.drifts()).length > 0 ? true : undefined));
    const before = (await organization.drifts()).length;
    const changedAt = Date.now();
    await organization.setOutside('222222222222', SOC);
    const drift = await until('the drift', async () => (await organization.drifts())[before]);
    expect(Date.now() - changedAt).toBeLessThan(5000);
    expect(drift).toMatchObject({ accountId: '222222222222', standing: 'drifted', foundBy: 'event', action: 'revert' });
    for (const detail of Object.values(SOC)) expect(JSON.stringify(drift)).not.toContain(detail);
    const { requestId = '' } = drift;
    await user.vote(await user.link(requestId), 'approve');
    await until('APPLIED', async () => (await user.statuses(requestId)).find((status) => status === 'APPLIED'));
    expect(await user.contact('222222222222', 'SECURITY')).toEqual(WANTED);
    expect((await organization.known('222222222222'))?.contacts.SECURITY).toMatchObject({
      standing: 'inLine',
      setBy: { requestKey: `organization/${requestId}`, approvedBy: [APPROVER] },
    });
    expect(await organization.drifts()).toHaveLength(before + 1);
  });

  it('is told of by mail to those whom the policy names', async () => {
    const mail = await until('a mail', async () =>
      (await stack.mails()).find(({ destination }) => destination.to.includes('watch@example.com')),
    );
    expect(mail.subject).toMatch(/changed outside of this service/);
    expect(mail.body.text).toContain('SECURITY of 222222222222');
    for (const detail of Object.values(SOC)) expect(mail.body.text).not.toContain(detail);
  });

  it('is found by the next sweep when its event gets lost', async () => {
    await stack.setFaults([
      { operation: 'Invoke', error: 'Lambda.ServiceException', inputContains: 'aws.account', times: 50 },
    ]);
    await organization.setOutside('444444444444', SOC);
    await organization.sweep();
    const drift = await until('the drift', async () =>
      (await organization.drifts()).find(({ accountId }) => accountId === '444444444444'),
    );
    expect(drift).toMatchObject({ alternateContactType: 'SECURITY', foundBy: 'sweep', action: 'revert' });
    await user.link(drift.requestId ?? '');
    await stack.setFaults([]);
  });
});
