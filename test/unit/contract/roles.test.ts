import { describe, expect, it } from 'vitest';
import { type AwsCall, awsCallsOf, awsFiles, callsOfExport, declarationsOf, importedActions } from './aws-calls.ts';
import { functionNameOf, resourceNamed, resourcesOf } from './resources.ts';
import { entriesAt, kebabCase, listAt, readYaml, sourceFiles, valueAt } from './sources.ts';

const serverless = readYaml('serverless.yml');

const functions = entriesAt(serverless, 'functions').map(([name, definition]) => {
  const role = String(valueAt(definition, 'role'));
  const written = listAt(policyOf(role), 'PolicyDocument', 'Statement');
  return { name, role, written, statements: written.map(unconditional) };
});

/** A statement that is there on a condition counts as if it were. */
function unconditional(statement: unknown): unknown {
  return listAt(statement, 'Fn::If')[1] ?? statement;
}

function policyOf(role: string): unknown {
  return listAt(resourceNamed(role).properties, 'Policies')[0];
}

/** What the role may call; writing its own log and traces aside. */
function allowedCalls(statements: unknown[]): AwsCall[] {
  return statements
    .flatMap((statement) =>
      listAt(statement, 'Action').flatMap((action) =>
        keysIn(statement).map((keys) => ({ action: String(action), keys })),
      ),
    )
    .filter(({ action }) => !action.startsWith('logs:'))
    .sort((left, right) => textOf(left).localeCompare(textOf(right), 'en'));
}

/** The keys of the table, or the index of it, that the statement is about. */
function keysIn(statement: unknown): string[] {
  const prefixes = listAt(statement, 'Condition', 'ForAllValues:StringLike', 'dynamodb:LeadingKeys').map(String);
  if (prefixes.length > 0) return prefixes.map((prefix) => prefix.replace(/\*$/, ''));
  const index = /^\$\{Table\.Arn\}\/(index\/\w+)$/.exec(String(valueAt(statement, 'Resource', 'Fn::Sub')))?.[1];
  return [index ?? ''];
}

/** What Lambda does in the function's name: it keeps an event that the function could not handle. */
function deliveriesOf(name: string): AwsCall[] {
  const config = resourcesOf('AWS::Lambda::EventInvokeConfig').find(
    ({ properties }) => functionNameOf(valueAt(properties, 'FunctionName')) === name,
  );
  const queue = valueAt(config?.properties, 'DestinationConfig', 'OnFailure', 'Destination', 'Fn::GetAtt');
  return queue ? [{ action: 'sqs:SendMessage', keys: '' }] : [];
}

/** As serverless.yml writes a variable. */
const variable = (name: string) => `\${${name}}`;

const textOf = ({ action, keys }: AwsCall) => `${action} ${keys}`;

describe('the calls of AWS', () => {
  it.each(awsFiles)('%s makes each call that it imports in a function that can be told apart', (path) => {
    const made = declarationsOf(path).flatMap(({ name }) => callsOfExport(path, name).map(({ action }) => action));
    expect([...new Set(made)].sort()).toEqual(importedActions(path).sort());
    expect(made.length).toBeGreaterThan(0);
  });

  it('are made nowhere but in functions/aws', () => {
    const others = sourceFiles('functions', { recursive: true }).filter((path) => !path.startsWith('functions/aws/'));
    expect(others.flatMap(importedActions)).toEqual([]);
  });
});

describe('the roles', () => {
  it('are one for each function', () => {
    const named = functions.map(({ role }) => role);
    expect(new Set(named).size).toBe(functions.length);
    expect(named.map((role) => kebabCase(role.replace(/Role$/, '')))).toEqual(functions.map(({ name }) => name));
  });

  it.each(functions)('$role may make exactly the calls that $name makes', ({ name, statements }) => {
    const calls = [...awsCallsOf(`functions/${name}.ts`), ...deliveriesOf(name)];
    expect(allowedCalls(statements).map(textOf)).toEqual(calls.map(textOf).sort());
  });

  it.each(functions)('$role may write only the log of $name', ({ name, statements }) => {
    const logging = statements.filter((statement) =>
      listAt(statement, 'Action').some((action) => `${action}`.startsWith('logs:')),
    );
    expect(logging).toHaveLength(1);
    expect(valueAt(logging[0], 'Resource', 'Fn::Sub')).toMatch(
      new RegExp(`:log-group:/aws/lambda/\\$\\{self:service\\}-\\$\\{sls:stage\\}-${name}:\\*$`),
    );
  });

  it.each(functions)('$role never has an action by wildcard', ({ statements }) => {
    for (const action of statements.flatMap((statement) => listAt(statement, 'Action')))
      expect(action).not.toContain('*');
  });

  it.each(['show-approval', 'show-request'])('of the page that %s makes may only read', (page) => {
    const shown = functions.find(({ name }) => name === page);
    expect(allowedCalls(shown?.statements ?? []).map(textOf)).toEqual([
      'dynamodb:GetItem LINK#',
      'dynamodb:GetItem REQUEST#',
    ]);
  });

  it('of the function that looks for stalled approvals may write nothing', () => {
    const sweep = functions.find(({ name }) => name === 'wake-stalled-approvals');
    expect(allowedCalls(sweep?.statements ?? []).map(textOf)).toEqual([
      'dynamodb:GetItem REQUEST#',
      'dynamodb:Query index/waiting',
      'states:SendTaskSuccess ',
    ]);
  });

  it.each(
    functions.flatMap(({ role, statements }) =>
      statements
        .filter((statement) => listAt(statement, 'Action').includes('ses:SendEmail'))
        .map((statement) => ({ role, statement })),
    ),
  )(
    '$role may send mails from the sender alone, and with the configuration set that tells of bounces',
    ({ statement }) => {
      const resources = listAt(statement, 'Resource').map((resource) => String(valueAt(resource, 'Fn::Sub')));
      expect(resources.map((resource) => resource.split('AccountId}:')[1])).toEqual([
        `identity/${variable('param:senderIdentity')}`,
        `configuration-set/${variable('self:custom.name')}`,
      ]);
      expect(valueAt(statement, 'Condition')).toEqual({
        StringEquals: { 'ses:FromAddress': variable('param:senderAddress') },
      });
    },
  );

  it.each(functions)('$role may use no resource by wildcard but where AWS has no other', ({ statements }) => {
    const open = statements.filter((statement) => listAt(statement, 'Resource').includes('*'));
    const actions = open.flatMap((statement) => listAt(statement, 'Action').map(String));
    expect(actions.filter((action) => !/^(xray|organizations):/.test(action))).toEqual([]);
  });

  it('of the function that takes webhooks in may read the secrets of webhooks and no other', () => {
    const reading = functions.flatMap(({ name, statements }) =>
      statements
        .filter((statement) => listAt(statement, 'Action').includes('secretsmanager:GetSecretValue'))
        .map((statement) => ({ name, resource: valueAt(statement, 'Resource', 'Fn::Sub') })),
    );
    expect(reading).toEqual([
      { name: 'receive-webhook', resource: expect.stringMatching(/:secret:\$\{self:custom\.name\}\/webhooks\/\*$/) },
    ]);
  });

  it('of the functions that come before a request is registered may not touch the table of requests', () => {
    for (const name of ['derive-baseline-request', 'validate-request', 'receive-webhook']) {
      const early = functions.find((one) => one.name === name);
      const touched = allowedCalls(early?.statements ?? []).map(({ keys }) => keys);
      expect(touched.filter((keys) => keys !== '' && keys !== 'BASELINE#')).toEqual([]);
    }
  });

  it('of the functions that call Account Management may take on the one in the management account where there is one', () => {
    const conditional = functions.flatMap(({ name, written }) =>
      written.filter((statement) => valueAt(statement, 'Fn::If')).map((statement) => ({ name, statement })),
    );
    const Resource = { Ref: 'ManagementRoleArn' };
    const assuming = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource };
    const statement = { 'Fn::If': ['HasManagementRole', assuming, { Ref: 'AWS::NoValue' }] };
    expect(conditional).toEqual([
      { name: 'read-current-contact', statement },
      { name: 'apply-change', statement },
    ]);
    const file = readYaml('resources/management-role.yml');
    expect(valueAt(file, 'Parameters', 'ManagementRoleArn', 'Default')).toBe(variable('param:managementRoleArn'));
    expect(valueAt(file, 'Conditions', 'HasManagementRole')).toEqual({ 'Fn::Not': [{ 'Fn::Equals': [Resource, ''] }] });
  });

  it('that may change a contact is the one of apply-change', () => {
    const writing = functions.filter(({ statements }) =>
      allowedCalls(statements).some(({ action }) => /^account:(Put|Delete)/.test(action)),
    );
    expect(writing.map(({ name }) => name)).toEqual(['apply-change']);
  });
});
