import { describe, expect, it } from 'vitest';
import { roles } from '../../../resources/roles.ts';
import { entriesAt, listAt, readYaml, valueAt, variable } from './sources.ts';

const ROLE = readYaml('resources/management-account-role.yml');
const FORWARDER = readYaml('resources/management-account-forwarder.yml');

const PREFIX = `arn:${variable('AWS::Partition')}:iam::${variable('ServiceAccountId')}:role/${variable('ServiceName')}`;

/** The names of the roles that may enter the management account, by what they may assume. */
const entering = entriesAt(roles, 'Resources').flatMap(([, role]) => {
  const statements = listAt(listAt(role, 'Properties', 'Policies')[0], 'PolicyDocument', 'Statement');
  const enters = statements.some((statement) => listAt(statement, 'Fn::If')[0] === 'HasManagementRole');
  return enters ? [String(valueAt(role, 'Properties', 'RoleName'))] : [];
});

describe('the role in the management account', () => {
  const properties = valueAt(ROLE, 'Resources', 'ContactsRole', 'Properties');

  it('admits the roles of the functions that may assume it, by their names, and no other', () => {
    const [statement, ...others] = listAt(properties, 'AssumeRolePolicyDocument', 'Statement');
    const admitted = listAt(statement, 'Condition', 'ArnEquals', 'aws:PrincipalArn').map((arn) =>
      valueAt(arn, 'Fn::Sub'),
    );
    const named = entering.map((name) => name.replace(variable('self:custom.name'), PREFIX));
    expect(named.length).toBeGreaterThan(0);
    expect(admitted.toSorted()).toEqual(named.toSorted());
    expect(others).toEqual([]);
  });

  it('may touch the contacts of its own account, and nothing else', () => {
    const [statement, ...others] = listAt(listAt(properties, 'Policies')[0], 'PolicyDocument', 'Statement');
    expect(statement).toMatchObject({
      Action: ['account:GetAlternateContact', 'account:PutAlternateContact', 'account:DeleteAlternateContact'],
      Resource: { 'Fn::Sub': `arn:${variable('AWS::Partition')}:account::${variable('AWS::AccountId')}:account` },
    });
    expect(others).toEqual([]);
  });

  it('is refused in the account of the service', () => {
    const [assertion] = listAt(ROLE, 'Rules', 'ServiceRunsElsewhere', 'Assertions');
    expect(valueAt(assertion, 'Assert')).toEqual({
      'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'ServiceAccountId' }, { Ref: 'AWS::AccountId' }] }],
    });
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
