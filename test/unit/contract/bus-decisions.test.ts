import { refusal, type Statement } from 'embedded-aws/iam/decide.ts';
import { readStatement } from 'embedded-aws/template/policy-statements.ts';
import { describe, expect, it } from 'vitest';
import { REPLAYED_TYPES } from '../../../functions/domain/request/event-source.ts';
import { pascalCase } from '../../../resources/function-names.ts';
import * as computed from '../../../resources/roles.ts';
import { resourceNamed, resourcesOf } from './resources.ts';
import { listAt, readSource, valueAt } from './sources.ts';

const ACCOUNT = '111111111111';
const BUS = `arn:aws:events:us-east-1:${ACCOUNT}:event-bus/alternate-contacts-prod`;
const ANYBODY = `arn:aws:iam::${ACCOUNT}:role/anybody`;
const roleOf = (functionName: string) => `arn:aws:iam::${ACCOUNT}:role/${pascalCase(functionName)}Role`;

const REQUESTED = 'Alternate Contact Change Requested';
const CANCELLED = 'Alternate Contact Change Cancellation Requested';
const STATUS = 'Alternate Contact Change Request Status Changed';
const COMMENT = 'Alternate Contact Ticket Comment';
const REPLAYS = Object.values(REPLAYED_TYPES);
const OWN = 'alternate-contacts';
const TICKETS = 'alternate-contacts.webhooks';

/** All events that somebody might try to put. */
const EVENTS = [OWN, TICKETS, 'alternate-contacts.other', 'my.app'].flatMap((source) =>
  [REQUESTED, CANCELLED, STATUS, COMMENT, 'Alternate Contact Audit Recorded', ...REPLAYS, 'Something Else'].map(
    (type) => ({ source, type }),
  ),
);

/** A statement as it is deployed. */
function deployed(statement: unknown): Statement {
  return readStatement(Object(resolved(statement)), 'test');
}

/** What CloudFormation and the Serverless Framework make of a value. */
function resolved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value === 'string') {
    const [, name = ''] = /^\$\{file\(resources\/computed\.js\):(\w+)\}$/.exec(value) ?? [];
    return name === '' ? value : resolved(valueAt(computed, name));
  }
  if (typeof value !== 'object' || value === null) return value;
  const [name] = listAt(value, 'Fn::GetAtt');
  if (name === 'EventBus') return BUS;
  if (name !== undefined) return `arn:aws:iam::${ACCOUNT}:role/${name}`;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner)]));
}

const statements = resourcesOf('AWS::Events::EventBusPolicy')
  .filter(({ properties }) => valueAt(properties, 'EventBusName', 'Ref') === 'EventBus')
  .map(({ properties }) => deployed(valueAt(properties, 'Statement')));

/** What the caller's own statements and the policy of the bus let it put. */
function puts(arn: string, own: Statement[]): { source: string; type: string }[] {
  return EVENTS.filter(({ source, type }) => {
    const context = { 'events:source': [source], 'events:detail-type': [type], 'aws:PrincipalArn': [arn] };
    const principal = { arns: [arn], accountId: ACCOUNT };
    const request = { principal, action: 'events:PutEvents', resource: BUS, context };
    return refusal(request, own, { resource: BUS, statements, decidesAlone: false }) === undefined;
  });
}

/** What the role of a function allows. */
function statementsOf(functionName: string): Statement[] {
  const [policy] = listAt(resourceNamed(`${pascalCase(functionName)}Role`).properties, 'Policies');
  const written = listAt(policy, 'PolicyDocument', 'Statement');
  return written.filter((each) => listAt(each, 'Action').includes('events:PutEvents')).map(deployed);
}

const everything = [deployed({ Effect: 'Allow', Action: '*', Resource: '*' })];
const asked = [REQUESTED, CANCELLED];

describe('on the bus of the service', () => {
  it('whoever may do everything asks for changes and cancellations, and says nothing else', () => {
    expect(puts(ANYBODY, everything)).toEqual(asked.map((type) => ({ source: OWN, type })));
  });

  it('a producer with the documented policy does the same', () => {
    const [, block = ''] = /### A producer's policy\n.*?```json\n(.*?)```/s.exec(readSource('docs/deploy.md')) ?? [];
    const documented = listAt(JSON.parse(block), 'Statement').map(deployed);
    expect(puts(ANYBODY, documented)).toEqual(asked.map((type) => ({ source: OWN, type })));
  });

  it('the function of the webhooks says what tickets ask for, even if its role allowed more', () => {
    const ofTickets = asked.map((type) => ({ source: TICKETS, type }));
    const own = puts(roleOf('receive-webhook'), statementsOf('receive-webhook'));
    expect(own).toEqual(expect.arrayContaining(ofTickets));
    expect(own.filter(({ type }) => asked.includes(type))).toEqual(ofTickets);
  });

  it.each(['receive-request', 'record-outcome', 'register-request', 'decide-approval'])(
    'the function %s never speaks for a ticket, even if its role allowed everything',
    (name) => {
      for (const own of [statementsOf(name), everything]) {
        expect(puts(roleOf(name), own).filter(({ source }) => source !== OWN)).toEqual([]);
      }
    },
  );

  it('whoever has the role for dead letters tells tickets again what they were not told, and nothing but that or a request', () => {
    const role = `arn:aws:iam::${ACCOUNT}:role/DeadLettersRole`;
    const [policy] = listAt(resourceNamed('DeadLettersRole').properties, 'Policies');
    const own = listAt(policy, 'PolicyDocument', 'Statement')
      .filter((each) => listAt(each, 'Action').includes('events:PutEvents'))
      .map(deployed);
    expect(puts(role, own)).toEqual(REPLAYS.map((type) => ({ source: OWN, type })));
    expect(puts(role, everything).map(({ type }) => type)).toEqual([...asked, ...REPLAYS]);
  });

  it('the function of signed calls puts requests, and no cancellation, status or comment', () => {
    const types = puts(roleOf('receive-request'), statementsOf('receive-request')).map(({ type }) => type);
    expect(types).toContain(REQUESTED);
    for (const type of [CANCELLED, STATUS, COMMENT]) expect(types).not.toContain(type);
  });
});
