import { describe, expect, it } from 'vitest';
import { pascalCase } from '../../../resources/function-names.ts';
import { reporterRoleArns } from '../../../resources/roles.ts';
import { sharedBy } from './aws-calls.ts';
import { resourceNamed, resourcesOf } from './resources.ts';
import { entriesAt, importsOf, listAt, readYaml, valueAt, variable } from './sources.ts';

const functions = entriesAt(readYaml('serverless.yml'), 'functions').map(([name]) => name);

/** What a function, and what it shares with others, imports of `functions/aws/event-bus.ts`. */
const putsOf = (name: string) =>
  [`functions/${name}.ts`, ...sharedBy(`functions/${name}.ts`)]
    .flatMap(importsOf)
    .filter(({ from }) => from.endsWith('/aws/event-bus.ts'))
    .flatMap(({ names }) => names);

const reporters = functions.filter((name) => putsOf(name).includes('putStatusEvent'));
const doors = functions.filter((name) => putsOf(name).includes('putRequestEvent'));

const STATUS = 'Alternate Contact Change Request Status Changed';
const COMMENT = 'Alternate Contact Ticket Comment';

const { properties: policy } = resourceNamed('EventBusPolicy');

/** The types of events that the role of a function may put. */
function typesOf(name: string): unknown[] {
  const [written] = listAt(resourceNamed(`${pascalCase(name)}Role`).properties, 'Policies');
  return listAt(written, 'PolicyDocument', 'Statement')
    .filter((statement) => listAt(statement, 'Action').includes('events:PutEvents'))
    .flatMap((statement) => listAt(statement, 'Condition', 'ForAllValues:StringEquals', 'events:detail-type'));
}

describe('the policy of the event bus', () => {
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
    expect(typesOf(name)).toEqual([STATUS, COMMENT]);
  });

  it.each(doors)('keeps %s to what comes in by HTTP, as its role does', (name) => {
    expect(typesOf(name)).toEqual([
      'Alternate Contact Change Requested',
      'Alternate Contact Change Cancellation Requested',
    ]);
    expect(reporters).not.toContain(name);
  });
});

describe('the rules on the bus of the service', () => {
  const own = resourcesOf('AWS::Events::Rule').filter(
    ({ properties }) => valueAt(properties, 'EventBusName') !== undefined,
  );

  it.each(own)('$name matches events of the service alone, and none of AWS', ({ properties }) => {
    expect(valueAt(properties, 'EventPattern', 'source')).toEqual(['alternate-contacts']);
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
