import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { NotFoundException, SESv2Client } from '@aws-sdk/client-sesv2';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { concurrencyCheck } from '../../../../smoke/checks/concurrency.ts';
import { type Check, findingOf } from '../../../../smoke/checks/finding.ts';
import { mailChecks } from '../../../../smoke/checks/mail.ts';
import { organizationChecks } from '../../../../smoke/checks/organization.ts';
import { stackCheck } from '../../../../smoke/checks/stack.ts';
import { trailCheck } from '../../../../smoke/checks/trail.ts';
import { fakeClient } from '../../aws/fake-client.ts';

const MANAGEMENT = '111111111111';
const DELEGATE = '333333333333';
const SANDBOX = { accountId: '222222222222', type: 'OPERATIONS' } as const;
const PLACE = { partition: 'aws', region: 'eu-central-1', accountId: MANAGEMENT, managementAccountId: MANAGEMENT };

afterEach(() => vi.restoreAllMocks());

/** Makes a client answer each command by its name; what isn't named is answered with nothing. */
function answering(client: Parameters<typeof fakeClient>[0], answers: Record<string, object | Error>) {
  fakeClient(client, ({ name }) => {
    const answer = answers[name.replace(/Command$/, '')] ?? {};
    if (answer instanceof Error) throw answer;
    return answer;
  });
}

function named(name: string, message = 'no'): Error {
  return Object.assign(new Error(message), { name });
}

/** The states of what the checks find, by their titles. */
async function statesOf(checks: Check[]): Promise<Record<string, string>> {
  const found = await Promise.all(checks.map(async (check) => [check.title, (await findingOf(check)).state]));
  return Object.fromEntries(found);
}

describe('organizationChecks', () => {
  const ORGANIZATION = {
    DescribeOrganization: { Organization: { FeatureSet: 'ALL' } },
    ListAWSServiceAccessForOrganization: { EnabledServicePrincipals: [{ ServicePrincipal: 'account.amazonaws.com' }] },
    ListDelegatedAdministrators: { DelegatedAdministrators: [{ Id: DELEGATE }] },
    DescribeAccount: { Account: { State: 'ACTIVE' } },
  };
  const checks = (place = PLACE, sandbox: Parameters<typeof organizationChecks>[2] = SANDBOX) =>
    organizationChecks(new OrganizationsClient({}), place, sandbox);

  it('are content with an organization that trusts Account Management', async () => {
    answering(OrganizationsClient, ORGANIZATION);
    expect(new Set(Object.values(await statesOf(checks())))).toEqual(new Set(['ok']));
    expect(await statesOf(checks({ ...PLACE, accountId: DELEGATE }))).toMatchObject({
      'The account is the delegated administrator': 'ok',
    });
  });

  it.each([
    [{ DescribeOrganization: { Organization: { FeatureSet: 'CONSOLIDATED_BILLING' } } }, 'enable-all-features'],
    [
      { ListAWSServiceAccessForOrganization: {} },
      'enable-aws-service-access --service-principal account.amazonaws.com',
    ],
    [
      { ListDelegatedAdministrators: {} },
      `register-delegated-administrator --service-principal account.amazonaws.com --account-id ${DELEGATE}`,
    ],
    [{ DescribeAccount: { Account: { State: 'SUSPENDED' } } }, 'name an active account'],
    [{ DescribeAccount: named('AccountNotFoundException') }, undefined],
  ])('say what is missing and how to get it when AWS answers %j', async (answers, remedy) => {
    answering(OrganizationsClient, { ...ORGANIZATION, ...answers });
    const findings = await Promise.all(checks({ ...PLACE, accountId: DELEGATE }).map(findingOf));
    const missing = findings.filter(({ state }) => state === 'missing');
    expect(missing).toHaveLength(1);
    expect(missing[0]?.remedy ?? '').toContain(remedy ?? '');
  });

  it('call unknown what they may not look at', async () => {
    answering(OrganizationsClient, {
      ...ORGANIZATION,
      ListAWSServiceAccessForOrganization: named('AccessDeniedException'),
    });
    expect(await statesOf(checks())).toMatchObject({ 'The organization trusts Account Management': 'unknown' });
  });

  it('refuse the management account as sandbox of a service elsewhere', async () => {
    answering(OrganizationsClient, ORGANIZATION);
    const states = await statesOf(checks({ ...PLACE, accountId: DELEGATE }, { ...SANDBOX, accountId: MANAGEMENT }));
    expect(states).toMatchObject({ 'The sandbox account can be changed': 'missing' });
  });

  it('want the own account where there is no organization', async () => {
    const { managementAccountId: _, ...alone } = PLACE;
    const own = organizationChecks(new OrganizationsClient({}), alone, { ...SANDBOX, accountId: MANAGEMENT });
    const other = organizationChecks(new OrganizationsClient({}), alone, SANDBOX);
    expect(Object.values(await statesOf(own))).toEqual(['note']);
    expect(Object.values(await statesOf(other))).toEqual(['missing']);
  });
});

describe('mailChecks', () => {
  const ACCOUNT = {
    ProductionAccessEnabled: true,
    SendingEnabled: true,
    SendQuota: { Max24HourSend: 50_000, SentLast24Hours: 10, MaxSendRate: 14 },
  };
  /** SES with these verified identities. */
  function fakeMail(account: object, ...verified: string[]) {
    fakeClient(SESv2Client, ({ name, input }) => {
      if (name === 'GetAccountCommand') return { ...ACCOUNT, ...account };
      if (verified.includes(String(input['EmailIdentity']))) return { VerifiedForSendingStatus: true };
      throw new NotFoundException({ message: 'no', $metadata: {} });
    });
  }
  const mails = { sender: 'contacts@acme.test', approver: 'jane@acme.test' };
  const states = async () => Object.values(await statesOf(mailChecks(new SESv2Client({}), mails)));

  it.each([
    ['a verified domain', {}, ['acme.test'], ['ok', 'ok', 'ok']],
    ['a verified address', {}, ['contacts@acme.test'], ['ok', 'ok', 'ok']],
    ['nothing verified', {}, [], ['missing', 'ok', 'ok']],
    ['the sandbox and a verified approver', { ProductionAccessEnabled: false }, ['acme.test'], ['ok', 'note', 'ok']],
    [
      'the sandbox and another approver',
      { ProductionAccessEnabled: false },
      ['contacts@acme.test'],
      ['ok', 'missing', 'ok'],
    ],
    ['sending paused', { SendingEnabled: false }, ['acme.test'], ['ok', 'ok', 'missing']],
    [
      'no quota left',
      { SendQuota: { Max24HourSend: 200, SentLast24Hours: 195 } },
      ['acme.test'],
      ['ok', 'ok', 'missing'],
    ],
    ['no limit', { SendQuota: { Max24HourSend: -1, SentLast24Hours: 195 } }, ['acme.test'], ['ok', 'ok', 'ok']],
  ])('judge %s', async (_, account, verified, expected) => {
    fakeMail(account, ...verified);
    expect(await states()).toEqual(expected);
  });
});

describe('concurrencyCheck', () => {
  it.each([
    [1000, 'ok'],
    [10, 'note'],
  ])('finds of %i unreserved executions: %s', async (unreserved, state) => {
    answering(LambdaClient, { GetAccountSettings: { AccountLimit: { UnreservedConcurrentExecutions: unreserved } } });
    expect((await findingOf(concurrencyCheck(new LambdaClient({})))).state).toBe(state);
  });
});

describe('trailCheck', () => {
  const TRAIL = { Name: 'all', TrailARN: 'arn', IncludeGlobalServiceEvents: true };
  const SELECTS = { EventSelectors: [{ IncludeManagementEvents: true, ReadWriteType: 'All' }] };
  const advanced = (...fields: [string, string][]) => ({
    AdvancedEventSelectors: [{ FieldSelectors: fields.map(([Field, value]) => ({ Field, Equals: [value] })) }],
  });
  const find = async (trail: object, selectors: object, isLogging = true, accountId = MANAGEMENT) => {
    answering(CloudTrailClient, {
      DescribeTrails: { trailList: [{ ...TRAIL, ...trail }] },
      GetTrailStatus: { IsLogging: isLogging },
      GetEventSelectors: selectors,
    });
    return (await findingOf(trailCheck(new CloudTrailClient({}), { ...PLACE, accountId }))).state;
  };

  it('is content with a trail that records writes, chosen in either way', async () => {
    expect(await find({}, SELECTS)).toBe('ok');
    expect(await find({}, advanced(['eventCategory', 'Management']))).toBe('ok');
    expect(await find({}, advanced(['eventCategory', 'Management'], ['readOnly', 'false']))).toBe('ok');
  });

  it('is not content with one that is stopped, leaves out global services, or records reads or data only', async () => {
    expect(await find({}, SELECTS, false)).toBe('note');
    expect(await find({ IncludeGlobalServiceEvents: false }, SELECTS)).toBe('note');
    expect(await find({}, { EventSelectors: [{ IncludeManagementEvents: true, ReadWriteType: 'ReadOnly' }] })).toBe(
      'note',
    );
    expect(await find({}, advanced(['eventCategory', 'Management'], ['readOnly', 'true']))).toBe('note');
    expect(await find({}, advanced(['eventCategory', 'Data']))).toBe('note');
  });

  it('cannot know outside the management account', async () => {
    expect(await find({}, SELECTS, false, DELEGATE)).toBe('unknown');
  });
});

describe('stackCheck', () => {
  const resource = (ResourceType: string, ResourceStatus = 'CREATE_COMPLETE') => ({
    LogicalResourceId: ResourceType.replaceAll('::', ''),
    ResourceType,
    ResourceStatus,
  });
  const WHOLE = ['StepFunctions::StateMachine', 'Lambda::Function', 'IAM::Role', 'DynamoDB::Table'].map((kind) =>
    resource(`AWS::${kind}`),
  );
  const find = (StackStatus: string, resources: object[]) => {
    answering(CloudFormationClient, {
      DescribeStacks: { Stacks: [{ StackStatus }] },
      ListStackResources: { StackResourceSummaries: resources },
    });
    return findingOf(stackCheck(new CloudFormationClient({}), 'alternate-contacts-smoke'));
  };

  it('is content with a stack that is whole', async () => {
    expect(await find('CREATE_COMPLETE', WHOLE)).toMatchObject({ state: 'ok' });
  });

  it('names what is not there', async () => {
    expect(await find('ROLLBACK_COMPLETE', WHOLE)).toMatchObject({ state: 'missing' });
    expect(await find('CREATE_COMPLETE', WHOLE.slice(1))).toMatchObject({
      text: expect.stringContaining('AWS::StepFunctions::StateMachine'),
    });
    expect(await find('CREATE_COMPLETE', [...WHOLE, resource('AWS::SQS::Queue', 'CREATE_FAILED')])).toMatchObject({
      text: expect.stringContaining('AWSSQSQueue'),
    });
  });
});
