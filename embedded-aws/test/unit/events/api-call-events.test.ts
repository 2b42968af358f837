import { expect, test } from 'vitest';
import type { Caller } from '../../../src/endpoint/service.ts';
import { tellingCalls } from '../../../src/events/api-call-events.ts';
import { EventBuses } from '../../../src/events/event-buses.ts';
import { createAccountService } from '../../../src/services/account/account.ts';
import { createOrganizationsService } from '../../../src/services/organizations/organizations.ts';
import { testOrganization } from '../../organization.ts';
import { callFrom, STACK_ACCOUNT } from '../models.ts';

const CONTACT = { EmailAddress: 'soc@example.com', Name: 'SOC', PhoneNumber: '+1 555 0100', Title: 'Security' };
const PUT = { AccountId: '222222222222', AlternateContactType: 'SECURITY', ...CONTACT };
const FUNCTION: Caller = {
  ...{ id: 'apply-change', kind: 'function', accountId: '111111111111', userId: 'AROAapply:apply-change' },
  arn: 'arn:aws:sts::111111111111:assumed-role/apply/apply-change',
};

/** The services of an organization, and the events that tell of their calls. */
function tellingServices() {
  const runtime = { timeScale: 1, check: () => {}, invoke: async () => {}, sendToDeadLetterQueue: () => {} };
  const buses = new EventBuses(STACK_ACCOUNT, [], [], runtime);
  const organization = testOrganization();
  const services = [
    createAccountService({ organization, quotas: 'off', timeScale: 1 }),
    createOrganizationsService(organization),
  ].map((service) => tellingCalls(service, buses, STACK_ACCOUNT));
  const call = async (name: string, input: object, caller = callFrom().caller) => {
    const operation = services.find(({ operations }) => name in operations)?.operations[name];
    return operation?.run({ ...input }, { ...callFrom(), caller });
  };
  return { call, events: () => buses.events.from(0) };
}

test('tells of a contact that a function has put, but not what is in it', async () => {
  const { call, events } = tellingServices();
  await call('PutAlternateContact', { ...PUT, Remark: 'jane@example.com' }, FUNCTION);
  expect(events()).toEqual([
    expect.objectContaining({
      eventBusName: 'default',
      source: 'aws.account',
      'detail-type': 'AWS API Call via CloudTrail',
      account: '111111111111',
      region: 'us-east-1',
      detail: expect.objectContaining({
        eventSource: 'account.amazonaws.com',
        eventName: 'PutAlternateContact',
        awsRegion: 'us-east-1',
        recipientAccountId: '111111111111',
        responseElements: null,
        readOnly: false,
        userIdentity: expect.objectContaining({
          type: 'AssumedRole',
          arn: FUNCTION.arn,
          sessionContext: expect.objectContaining({
            sessionIssuer: {
              type: 'Role',
              principalId: 'AROAapply',
              arn: 'arn:aws:iam::111111111111:role/apply',
              accountId: '111111111111',
              userName: 'apply',
            },
          }),
        }),
        requestParameters: {
          accountId: '222222222222',
          alternateContactType: 'SECURITY',
          emailAddress: 'HIDDEN_DUE_TO_SECURITY_REASONS',
          name: 'HIDDEN_DUE_TO_SECURITY_REASONS',
          phoneNumber: 'HIDDEN_DUE_TO_SECURITY_REASONS',
          title: 'HIDDEN_DUE_TO_SECURITY_REASONS',
        },
      }),
    }),
  ]);
});

test('tells of a contact that a user has deleted in their own account', async () => {
  const { call, events } = tellingServices();
  const { AccountId: _, ...own } = PUT;
  await call('PutAlternateContact', own);
  await call('DeleteAlternateContact', { AlternateContactType: 'SECURITY' });
  expect(events()[1]).toMatchObject({
    detail: {
      eventName: 'DeleteAlternateContact',
      userIdentity: { type: 'IAMUser', userName: 'test', arn: 'arn:aws:iam::111111111111:user/test' },
      requestParameters: { alternateContactType: 'SECURITY' },
    },
  });
});

test('tells of tags and moves', async () => {
  const { call, events } = tellingServices();
  await call('TagResource', { ResourceId: '222222222222', Tags: [{ Key: 'Stage', Value: 'prod' }] });
  await call('UntagResource', { ResourceId: '222222222222', TagKeys: ['Stage'] });
  const move = { SourceParentId: 'ou-ab12-prod0001', DestinationParentId: 'r-ab12' };
  await call('MoveAccount', { AccountId: '222222222222', ...move });
  expect(
    events().map(({ source, detail }) => [source, Object(detail).eventName, Object(detail).requestParameters]),
  ).toEqual([
    ['aws.organizations', 'TagResource', { resourceId: '222222222222', tags: [{ key: 'Stage', value: 'prod' }] }],
    ['aws.organizations', 'UntagResource', { resourceId: '222222222222', tagKeys: ['Stage'] }],
    [
      'aws.organizations',
      'MoveAccount',
      { accountId: '222222222222', sourceParentId: 'ou-ab12-prod0001', destinationParentId: 'r-ab12' },
    ],
  ]);
});

test.each([
  [
    'it only reads',
    'GetAlternateContact',
    { AccountId: '222222222222', AlternateContactType: 'BILLING' },
    '111111111111',
  ],
  [
    'it fails',
    'DeleteAlternateContact',
    { AccountId: '222222222222', AlternateContactType: 'BILLING' },
    '111111111111',
  ],
  ['another account calls', 'PutAlternateContact', PUT, '333333333333'],
])('tells nothing of a call when %s', async (_when, name, input, accountId) => {
  const { call, events } = tellingServices();
  await call(name, input, callFrom(accountId).caller).catch(() => {});
  expect(events()).toEqual([]);
});
