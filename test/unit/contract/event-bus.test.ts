import { describe, expect, it } from 'vitest';
import { WORKFLOW_EVENT_SOURCE } from '../../../functions/domain/request/event-source.ts';
import { pascalCase } from '../../../resources/function-names.ts';
import {
  askingRoleArns,
  auditorRoleArns,
  eventTypes,
  finderRoleArns,
  reporterRoleArns,
} from '../../../resources/roles.ts';
import { putsOf } from './puts.ts';
import { resourceNamed, resourcesOf } from './resources.ts';
import { entriesAt, listAt, readSource, readYaml, valueAt, variable } from './sources.ts';

const functions = entriesAt(readYaml('serverless.yml'), 'functions').map(([name]) => name);

const reporters = functions.filter((name) => putsOf(name).includes('putStatusEvent'));
const signed = functions.filter((name) => putsOf(name).includes('putRequestEvent'));
const ofTickets = functions.filter((name) =>
  putsOf(name).some((put) => put.startsWith('putTicket') && put.endsWith('Event')),
);

const auditors = functions.filter((name) => putsOf(name).includes('putAuditEvent'));

const STATUS = 'Alternate Contact Change Request Status Changed';
const COMMENT = 'Alternate Contact Ticket Comment';
const REQUESTED = 'Alternate Contact Change Requested';
const CANCELLED = 'Alternate Contact Change Cancellation Requested';

const AUDIT = 'Alternate Contact Audit Recorded';

const DRIFT = 'Alternate Contact Drift Detected';
const SWEEP_END = 'Alternate Contact Sweep Ended';
const DUE = 'Alternate Contact Baseline Due';

const finders = functions.filter((name) => putsOf(name).some((put) => put === 'putDrift' || put === 'putSweepEnd'));
const asking = functions.filter((name) => putsOf(name).includes('putFinding'));

const { properties: policy } = resourceNamed('EventBusPolicy');

/** What events the role of a function may put. */
function eventsOf(name: string): unknown[] {
  const [written] = listAt(resourceNamed(`${pascalCase(name)}Role`).properties, 'Policies');
  return listAt(written, 'PolicyDocument', 'Statement')
    .filter((statement) => listAt(statement, 'Action').includes('events:PutEvents'))
    .map((statement) => valueAt(statement, 'Condition'));
}

/** A condition that allows these events only. */
const only = (source: string, types: string | string[]) => ({
  'ForAllValues:StringEquals': { 'events:source': source, 'events:detail-type': types },
});

const AUDITS = only('alternate-contacts', AUDIT);

describe('the policy of the event bus', () => {
  it('denies audit events to everybody but the functions that people and tickets call', () => {
    expect(denied('AuditEventsPolicy')).toEqual({
      'ForAnyValue:StringEquals': { 'events:detail-type': AUDIT },
      ArnNotEquals: { 'aws:PrincipalArn': variable('file(resources/computed.js):auditorRoleArns') },
    });
    expect(auditors.toSorted()).toEqual([
      'cancel-request',
      'decide-approval',
      'receive-cancellation',
      'receive-request',
      'receive-webhook',
      'steer-campaign',
      'submit-cancellation',
    ]);
    const arns = auditors.map((name) => ({ 'Fn::GetAtt': [`${pascalCase(name)}Role`, 'Arn'] }));
    expect(auditorRoleArns).toEqual(expect.arrayContaining(arns));
    expect(auditorRoleArns).toHaveLength(arns.length);
    for (const name of auditors) expect(eventsOf(name)).toContainEqual(AUDITS);
  });

  it('denies status events and ticket comments to everybody', () => {
    expect(valueAt(policy, 'EventBusName')).toEqual({ Ref: 'EventBus' });
    expect(valueAt(policy, 'Statement')).toEqual({
      Effect: 'Deny',
      Principal: '*',
      Action: 'events:PutEvents',
      Resource: { 'Fn::GetAtt': ['EventBus', 'Arn'] },
      Condition: {
        'ForAnyValue:StringEquals': { 'events:detail-type': [STATUS, COMMENT] },
        ArnNotEquals: { 'aws:PrincipalArn': variable('file(resources/computed.js):reporterRoleArns') },
      },
    });
  });

  it('excepts the roles of the functions that put them, and no other', () => {
    expect(reporters.length).toBeGreaterThan(3);
    const arns = reporters.map((name) => ({ 'Fn::GetAtt': [`${pascalCase(name)}Role`, 'Arn'] }));
    expect(reporterRoleArns.map((arn) => JSON.stringify(arn)).sort()).toEqual(
      arns.map((arn) => JSON.stringify(arn)).sort(),
    );
  });

  it.each(reporters)('lets %s put these types, and its role no other', (name) => {
    expect(eventsOf(name)).toEqual([only('alternate-contacts', [STATUS, COMMENT])]);
  });

  it('lets the function of signed calls put requests, and its role nothing else', () => {
    expect(signed).toEqual(['receive-request']);
    expect(eventsOf('receive-request')).toEqual([only('alternate-contacts', REQUESTED), AUDITS]);
  });

  it('lets the function of the webhooks put what tickets ask for, and its role nothing else', () => {
    expect(ofTickets).toEqual(['receive-webhook']);
    const ofWebhooks = only('alternate-contacts.webhooks', [REQUESTED, CANCELLED]);
    expect(eventsOf('receive-webhook')).toEqual([ofWebhooks, AUDITS]);
  });

  it('lets no other function put anything', () => {
    const putting = functions.filter((name) => eventsOf(name).length > 0);
    const known = new Set([...reporters, ...signed, ...ofTickets, ...auditors, ...finders, ...asking]);
    expect(putting.toSorted()).toEqual([...known].toSorted());
  });

  it('denies what was found in the organization to everybody but the functions that look', () => {
    expect(denied('FindingEventsPolicy')).toEqual({
      'ForAnyValue:StringEquals': { 'events:detail-type': [DRIFT, SWEEP_END] },
      ArnNotEquals: { 'aws:PrincipalArn': variable('file(resources/computed.js):finderRoleArns') },
    });
    expect(finders).toEqual(['read-account-contacts', 'end-sweep', 'detect-drift', 'report-drift']);
    expectRoles(finderRoleArns, finders);
  });

  it('denies to everybody but them the source by which the workflow asks in its own name', () => {
    expect(denied('WorkflowEventsPolicy')).toEqual({
      'ForAnyValue:StringEquals': { 'events:source': WORKFLOW_EVENT_SOURCE },
      ArnNotEquals: { 'aws:PrincipalArn': variable('file(resources/computed.js):askingRoleArns') },
    });
    expect(asking).toEqual(['list-accounts', 'read-account-contacts', 'detect-drift', 'report-drift']);
    expectRoles(askingRoleArns, asking);
    for (const name of asking) expect(eventsOf(name)).toContainEqual(only(WORKFLOW_EVENT_SOURCE, DUE));
  });

  it('denies the source of the webhooks to everybody but their function', () => {
    expect(denied('TicketEventsPolicy')).toEqual({
      'ForAnyValue:StringEquals': { 'events:source': 'alternate-contacts.webhooks' },
      ArnNotEquals: { 'aws:PrincipalArn': { 'Fn::GetAtt': ['ReceiveWebhookRole', 'Arn'] } },
    });
  });

  it('denies everybody all other sources, and all other types than those that some function puts', () => {
    expect(denied('KnownSourcesPolicy')).toEqual({
      'ForAnyValue:StringNotEquals': {
        'events:source': ['alternate-contacts', 'alternate-contacts.webhooks', WORKFLOW_EVENT_SOURCE],
      },
    });
    expect(denied('KnownTypesPolicy')).toEqual({
      'ForAnyValue:StringNotEquals': { 'events:detail-type': variable('file(resources/computed.js):eventTypes') },
    });
    expect(eventTypes).toEqual(expect.arrayContaining([STATUS, COMMENT, REQUESTED, CANCELLED]));
  });

  it('is made one statement after the other', () => {
    const file = readYaml('resources/intake.yml');
    const policies = resourcesOf('AWS::Events::EventBusPolicy').filter(({ file }) => file === 'resources/intake.yml');
    const order = policies.map(({ name }) => valueAt(file, 'Resources', name, 'DependsOn'));
    expect(order).toEqual([undefined, ...policies.slice(0, -1).map(({ name }) => name)]);
    const ids = policies.map(({ properties }) => valueAt(properties, 'StatementId'));
    expect(new Set(ids).size).toBe(policies.length);
  });
});

/** These are the roles of these functions, in any order. */
function expectRoles(arns: object[], names: string[]): void {
  const expected = names.map((name) => ({ 'Fn::GetAtt': [`${pascalCase(name)}Role`, 'Arn'] }));
  expect(arns).toEqual(expect.arrayContaining(expected));
  expect(arns).toHaveLength(expected.length);
}

/** The condition of a statement of the bus's policy that denies everybody. */
function denied(name: string): unknown {
  const { properties } = resourceNamed(name);
  const { Condition, ...statement } = Object(valueAt(properties, 'Statement'));
  expect(statement).toEqual({
    Effect: 'Deny',
    Principal: '*',
    Action: 'events:PutEvents',
    Resource: { 'Fn::GetAtt': ['EventBus', 'Arn'] },
  });
  expect(valueAt(properties, 'EventBusName')).toEqual({ Ref: 'EventBus' });
  return Condition;
}

describe('the documented policy of a producer', () => {
  const [, block = ''] = /### A producer's policy\n.*?```json\n(.*?)```/s.exec(readSource('docs/deploy.md')) ?? [];
  const documented: unknown = JSON.parse(block);

  it('allows one source and the types that producers need, all of which the bus takes from anybody', () => {
    const [statement, ...others] = listAt(documented, 'Statement');
    expect(others).toEqual([]);
    expect(statement).toEqual({
      Effect: 'Allow',
      Action: 'events:PutEvents',
      Resource: expect.stringMatching(/^arn:aws:events:[\w-]+:\d{12}:event-bus\/alternate-contacts-prod$/),
      Condition: {
        ...only('alternate-contacts', [REQUESTED, CANCELLED]),
        // A condition for all values holds when there is none.
        Null: { 'events:source': 'false', 'events:detail-type': 'false' },
      },
    });
    const kept = listAt(policy, 'Statement', 'Condition', 'ForAnyValue:StringEquals', 'events:detail-type');
    for (const type of [REQUESTED, CANCELLED]) {
      expect(kept).not.toContain(type);
      expect(eventTypes).toContain(type);
    }
  });
});

describe('the rules on the bus of the service', () => {
  const own = resourcesOf('AWS::Events::Rule').filter(
    ({ properties }) => valueAt(properties, 'EventBusName') !== undefined,
  );

  it.each(own)('$name matches events of the service alone, and none of AWS', ({ properties }) => {
    const types = listAt(properties, 'EventPattern', 'detail-type');
    if (types.includes(DUE)) {
      expect(valueAt(properties, 'EventPattern', 'source')).toEqual([WORKFLOW_EVENT_SOURCE]);
      return;
    }
    const isAskedFor = types.some((type) => type === REQUESTED || type === CANCELLED);
    expect(valueAt(properties, 'EventPattern', 'source')).toEqual([
      'alternate-contacts',
      ...(isAskedFor ? ['alternate-contacts.webhooks'] : []),
    ]);
  });
});

describe('the rules for events of AWS', () => {
  it.each([
    { rule: 'OrganizationRule', pattern: readYaml('resources/organization-pattern.yml') },
    { rule: 'UndeliveredMailRule', pattern: valueAt(resourceNamed('UndeliveredMailRule').properties, 'EventPattern') },
  ])('$rule is on the default bus, and names sources that only AWS may use', ({ rule, pattern }) => {
    expect(valueAt(resourceNamed(rule).properties, 'EventBusName')).toBeUndefined();
    const sources = listAt(pattern, 'source').map(String);
    expect(sources.length).toBeGreaterThan(0);
    for (const source of sources) expect(source).toMatch(/^aws\./);
  });
});
