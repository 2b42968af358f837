import { describe, expect, it } from 'vitest';
import { roles } from '../../../resources/roles.ts';
import { entriesAt, listAt, readYaml, valueAt, variable } from './sources.ts';

const ROLE = readYaml('resources/management-account-role.yml');
const FORWARDER = readYaml('resources/management-account-forwarder.yml');

/** The roles that may enter the management account. */
const entering = entriesAt(roles, 'Resources').flatMap(([name, role]) => {
  const statements = listAt(listAt(role, 'Properties', 'Policies')[0], 'PolicyDocument', 'Statement');
  return statements.some((statement) => listAt(statement, 'Fn::If')[0] === 'HasManagementRole') ? [name] : [];
});

describe('the role in the management account', () => {
  const properties = valueAt(ROLE, 'Resources', 'ContactsRole', 'Properties');

  it('admits the roles that are an output of the service, and nobody else', () => {
    expect(valueAt(properties, 'AssumeRolePolicyDocument', 'Statement')).toEqual([
      { Effect: 'Allow', Principal: { AWS: { Ref: 'ServiceRoleArns' } }, Action: 'sts:AssumeRole' },
    ]);
  });

  it('admits exactly those that the service lets assume it', () => {
    const [separator, arns] = listAt(roles, 'Outputs', 'ContactRoleArns', 'Value', 'Fn::Join');
    expect(separator).toBe(',');
    expect(entering.length).toBeGreaterThan(0);
    expect(arns).toEqual(entering.map((name) => ({ 'Fn::GetAtt': [name, 'Arn'] })));
  });

  it('may touch the contacts of its own account, and nothing else', () => {
    const [statement, ...others] = listAt(listAt(properties, 'Policies')[0], 'PolicyDocument', 'Statement');
    expect(statement).toMatchObject({
      Action: ['account:GetAlternateContact', 'account:PutAlternateContact', 'account:DeleteAlternateContact'],
      Resource: { 'Fn::Sub': `arn:${variable('AWS::Partition')}:account::${variable('AWS::AccountId')}:account` },
    });
    expect(others).toEqual([]);
  });

  it('has an ARN that the parameter of the service takes', () => {
    expect(valueAt(ROLE, 'Outputs', 'ManagementRoleArn', 'Value')).toEqual({ 'Fn::GetAtt': ['ContactsRole', 'Arn'] });
  });
});

describe('the forwarder', () => {
  it('is refused where it would forward events to their own bus, again and again', () => {
    const [assertion] = listAt(FORWARDER, 'Rules', 'ForwardsElsewhere', 'Assertions');
    const same = (one: string, other: string) => ({ 'Fn::Equals': [{ Ref: one }, { Ref: other }] });
    expect(valueAt(assertion, 'Assert')).toEqual({
      'Fn::Not': [{ 'Fn::And': [same('ServiceAccountId', 'AWS::AccountId'), same('ServiceRegion', 'AWS::Region')] }],
    });
  });
});
