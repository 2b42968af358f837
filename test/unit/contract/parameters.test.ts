import { describe, expect, it } from 'vitest';
import { type Parameter, parameterOf, refusal } from '../../../packaging/parameters.ts';
import { declared, params } from '../packaging/deployment.ts';
import { readSource, readYaml, valueAt, variable, yamlFiles } from './sources.ts';

/** As a file writes them, with what stands before. */
const uses = ['serverless.yml', ...yamlFiles('resources')].flatMap((file) =>
  [...readSource(file).matchAll(/(\S*) *['"]?\$\{param:(\w+)[^}]*\}/g)].map(([, before, param = '']) => ({
    file,
    before,
    param,
  })),
);
const names = Object.keys(params['default'] ?? {});
const parameter = (name: string): Parameter => declared[name] ?? {};

/** Values that an operator may mean, and slips. */
const VALUES: { name: string; takes: string[]; refuses: string[] }[] = [
  {
    name: 'SenderIdentity',
    takes: ['example.org', 'mail.example.co.uk', 'a@example.org', 'xn--bcher-kva.example'],
    refuses: [
      '',
      'example',
      'https://example.org',
      'example.org ',
      '@example.org',
      'a@b@example.org',
      'a..b',
      '*@example.org',
    ],
  },
  {
    name: 'SenderAddress',
    takes: ['a@example.org', 'alternate-contacts+1@mail.example.org'],
    refuses: [
      '',
      'example.org',
      'A <a@example.org>',
      'a@example',
      'a@example.org,b@example.org',
      '*@example.org',
      '?@example.org',
    ],
  },
  {
    name: 'OrganizationId',
    takes: ['o-a1b2c3d4e5', 'none'],
    refuses: ['', 'o-A1B2C3D4E5', 'o-short', 'ou-ab12-prod0001', 'arn:aws:organizations::1:organization/o-a1b2c3d4e5'],
  },
  {
    name: 'ManagementAccountId',
    takes: ['', '012345678901'],
    refuses: ['12345678901', '1234-5678-9012', variable('AWS::AccountId')],
  },
  {
    name: 'ManagementRoleArn',
    takes: ['', 'arn:aws:iam::111111111111:role/contacts', 'arn:aws-cn:iam::111111111111:role/a/b+c=d,e.f@g_h-i'],
    refuses: ['contacts', 'arn:aws:iam::111111111111:user/contacts', 'arn:aws:sts::111111111111:assumed-role/a/b'],
  },
  { name: 'MailsPerSecond', takes: ['1', '14', '1000'], refuses: ['', '0', '0.5', '-1', '14/s'] },
  {
    name: 'SweepSchedule',
    takes: ['off', 'rate(1 day)', 'rate(12 hours)', 'cron(0 4 * * ? *)', 'cron(0/30 8-17 ? * MON-FRI *)'],
    refuses: ['', 'daily', '1 day', 'rate(1 days)', 'rate(0 days)', 'cron(0 4 * * ?)', '0 4 * * ? *'],
  },
  { name: 'SweepShare', takes: ['1', '50', '99'], refuses: ['', '0', '100', '50%', '0.5'] },
  { name: 'RetentionDays', takes: ['1', '400'], refuses: ['', '0', '-1', '1.5', '1e3', '400d'] },
  {
    name: 'SignInIssuer',
    takes: ['', 'https://login.example.com/a/v2.0', 'http://localhost:8006'],
    refuses: ['login.example.com', 'http://login.example.com', 'https://a.example/?b', 'http://localhost.evil.example'],
  },
  {
    name: 'SignInSecretName',
    takes: ['', 'alternate-contacts-prod/sign-in'],
    refuses: ['arn:aws:secretsmanager:us-east-1:111111111111:secret:a', '*'],
  },
  {
    name: 'JiraUrl',
    takes: ['', 'https://example.atlassian.net', 'https://jira.example.com:8443/jira'],
    refuses: ['example.atlassian.net', 'https://example.atlassian.net/', 'http://jira.example.com', 'https://*.net'],
  },
  { name: 'ZendeskDoneStatus', takes: ['', 'solved'], refuses: ['"', 'on hold'] },
  { name: 'FreshserviceDoneStatus', takes: ['', '4'], refuses: ['closed', '4}'] },
  { name: 'ServicenowTable', takes: ['sc_req_item'], refuses: ['', 'a/b', '../x'] },
];

describe('the parameters of a deployment', () => {
  it('are used only as the defaults of the parameters of the template, so that one package serves all values', () => {
    expect(uses.filter(({ before }) => before !== 'Default:')).toEqual([]);
    expect(uses.map(({ param }) => param).toSorted()).toEqual(names.toSorted());
  });

  it.each(names)('%s is the default of the parameter that is called like it', (name) => {
    expect(parameter(parameterOf(name)).Default).toBe(variable(`param:${name}`));
  });

  it.each(names)('%s has a constraint, with words for its pattern', (name) => {
    const { AllowedPattern, AllowedValues, ConstraintDescription } = parameter(parameterOf(name));
    expect(AllowedPattern ?? AllowedValues).toBeDefined();
    expect(ConstraintDescription?.startsWith('must ') ?? AllowedPattern === undefined).toBe(true);
  });

  it.each(Object.entries(params))('of %s are values that the template takes', (_, values) => {
    const leftOut = ['senderIdentity', 'senderAddress', 'organizationId'];
    const refused = Object.entries(values)
      .filter(([name, value]) => value !== '' || !leftOut.includes(name))
      .filter(([name, value]) => refusal(String(value), parameter(parameterOf(name))) !== undefined);
    expect(refused).toEqual([]);
  });

  it.each(VALUES)('$name takes what an operator may mean, and refuses slips', ({ name, takes, refuses }) => {
    expect(takes.filter((value) => refusal(value, parameter(name)) !== undefined)).toEqual([]);
    expect(refuses.filter((value) => refusal(value, parameter(name)) === undefined)).toEqual([]);
  });
});

describe('the conditions on parameters', () => {
  const conditions = valueAt(readYaml('resources/parameters.yml'), 'Conditions');
  const isSet = (name: string) => ({ 'Fn::Not': [{ 'Fn::Equals': [{ Ref: name }, ''] }] });

  it.each([
    { condition: 'NamesManagementAccount', name: 'ManagementAccountId' },
    { condition: 'HasManagementRole', name: 'ManagementRoleArn' },
    { condition: 'HasSignInSecret', name: 'SignInSecretName' },
  ])('$condition holds when $name is set', ({ condition, name }) => {
    expect(valueAt(conditions, condition)).toEqual(isSet(name));
  });

  it('RunsOutsideManagementAccount holds when another account than that of the service is named', () => {
    const isThisAccount = { 'Fn::Equals': [{ Ref: 'ManagementAccountId' }, { Ref: 'AWS::AccountId' }] };
    expect(valueAt(conditions, 'RunsOutsideManagementAccount')).toEqual({
      'Fn::And': [{ Condition: 'NamesManagementAccount' }, { 'Fn::Not': [isThisAccount] }],
    });
  });
});
