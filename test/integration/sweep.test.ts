import { AccountClient, PutAlternateContactCommand } from '@aws-sdk/client-account';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import type { InventoryItem } from '../../functions/domain/inventory/inventory.ts';
import type { Contact } from '../../schemas/compiled/contact.js';
import type { DriftEvent } from '../../schemas/compiled/drift-event.js';
import { APPROVER, type Requester, SOC, until } from './requester.ts';
import type { TestStack } from './stack.ts';
import { useStack } from './use-stack.ts';

/** The baseline of the organization: one contact; the others are left alone. */
const SECURITY: Contact = {
  name: 'Security operations',
  title: 'Security',
  emailAddress: 'security@example.com',
  phoneNumber: '+1 555 0100',
};

const POLICY = `
allowedEmailDomains: [example.com]
approvals:
  - { name: every change, approvers: [${APPROVER}], quorum: 1, rounds: [{ wait: 72h }] }
baseline:
  default:
    SECURITY: ${JSON.stringify(SECURITY)}
drift: { action: revert, notify: [watch@example.com] }
`;

/** Four fixed accounts that are ACTIVE, and two more. */
const ACCOUNTS = 6;

let stack: TestStack;
let user: Requester;
let outsider: AccountClient;
let table: DynamoDBDocumentClient;

useStack(
  (used) => {
    ({ stack, user } = used);
    outsider = new AccountClient(stack.client);
    table = DynamoDBDocumentClient.from(new DynamoDBClient(stack.client));
  },
  { policy: POLICY, accountQuotas: false, timeScale: 0.05, environment: { ORGANIZATION_SIZE: '2' } },
);

describe('the first sweep', () => {
  it('reads every account, asks for nothing, and lets no second one run beside it', async () => {
    const [one, other] = await Promise.all([sweep(), sweep()]);
    const [ended, refused] = 'sweepId' in one ? [one, other] : [other, one];
    expect(refused).toEqual({ isSweeping: false, running: ended['sweepId'] });
    expect(ended).toMatchObject({ accounts: ACCOUNTS, read: ACCOUNTS, unreadable: 0, newAccounts: 0 });
    expect(await known('333333333333')).toMatchObject({
      state: 'ACTIVE',
      ouPath: ['Root'],
      contacts: {
        BILLING: { standing: 'unmanaged' },
        SECURITY: { standing: expect.stringMatching(/^(drifted|missing)$/), seenAt: expect.any(String) },
      },
    });
    expect((await typed('Alternate Contact Sweep Ended'))[0]).toMatchObject({ sweepId: ended['sweepId'] });
    expect(await typed('Alternate Contact Change Request Status Changed')).toEqual([]);
    expect(await drifts()).toEqual([]);
  });
});

describe('a contact that somebody changes outside of the service', () => {
  beforeAll(async () => {
    await outsider.send(put('222222222222', SECURITY));
  });

  it('is told of within five seconds, without its details, and put back once that is approved, which is no drift', async () => {
    await until('the first report', async () => ((await drifts()).length > 0 ? true : undefined));
    const before = (await drifts()).length;
    const changedAt = Date.now();
    await outsider.send(put('222222222222', SOC));
    const drift = await until('the drift', async () => (await drifts())[before]);
    expect(Date.now() - changedAt).toBeLessThan(5000);
    expect(drift).toMatchObject({ accountId: '222222222222', standing: 'drifted', foundBy: 'event', action: 'revert' });
    for (const detail of Object.values(SOC)) expect(JSON.stringify(drift)).not.toContain(detail);
    const { requestId = '' } = drift;
    await user.vote(await user.link(requestId), 'approve');
    await until('APPLIED', async () => (await user.statuses(requestId)).find((status) => status === 'APPLIED'));
    expect(await user.contact('222222222222', 'SECURITY')).toEqual(SECURITY);
    expect((await known('222222222222'))?.contacts.SECURITY).toMatchObject({
      standing: 'inLine',
      setBy: { requestKey: `organization/${requestId}`, approvedBy: [APPROVER] },
    });
    expect(await drifts()).toHaveLength(before + 1);
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
    await outsider.send(put('444444444444', SOC));
    await sweep();
    const drift = await until('the drift', async () =>
      (await drifts()).find(({ accountId }) => accountId === '444444444444'),
    );
    expect(drift).toMatchObject({ alternateContactType: 'SECURITY', foundBy: 'sweep', action: 'revert' });
    await user.link(drift.requestId ?? '');
    await stack.setFaults([]);
  });
});

/** Runs a sweep to its end. @returns its output */
async function sweep(): Promise<Record<string, unknown>> {
  const stateMachineArn = stack.health.stateMachineArn.replace(/change-request$/, 'sweep');
  const { executionArn } = await user.stepFunctions.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }));
  return until('the end of the sweep', async () => {
    const { status, output = '{}' } = await user.stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
    if (status === 'FAILED') throw new Error(`the sweep ${executionArn} has failed`);
    return status === 'SUCCEEDED' ? Object(JSON.parse(output)) : undefined;
  });
}

async function known(accountId: string): Promise<InventoryItem | undefined> {
  const command = new GetCommand({ TableName: 'alternate-contacts-local-inventory', Key: { accountId } });
  return Object((await table.send(command)).Item);
}

async function typed(type: string): Promise<unknown[]> {
  return (await stack.events()).filter((event) => event['detail-type'] === type).map(({ detail }) => detail);
}

async function drifts(): Promise<DriftEvent[]> {
  return (await typed('Alternate Contact Drift Detected')).map(Object);
}

function put(AccountId: string, { name, title, emailAddress, phoneNumber }: Contact): PutAlternateContactCommand {
  return new PutAlternateContactCommand({
    ...{ AccountId, AlternateContactType: 'SECURITY' },
    ...{ Name: name, Title: title, EmailAddress: emailAddress, PhoneNumber: phoneNumber },
  });
}
