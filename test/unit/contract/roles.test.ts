import { describe, expect, it } from 'vitest';
import { type AwsCall, awsCallsOf, awsFiles, callsOfExport, declarationsOf, importedActions } from './aws-calls.ts';
import { functionNameOf, resourcesOf } from './resources.ts';
import { entriesAt, kebabCase, listAt, readYaml, sourceFiles, valueAt } from './sources.ts';

const serverless = readYaml('serverless.yml');
const roles = readYaml('resources/roles.yml');

const functions = entriesAt(serverless, 'functions').map(([name, definition]) => {
  const role = String(valueAt(definition, 'role'));
  return { name, role, statements: listAt(policyOf(role), 'PolicyDocument', 'Statement') };
});

function policyOf(role: string): unknown {
  return listAt(roles, 'Resources', role, 'Properties', 'Policies')[0];
}

/** What the role may call; writing its own log and traces aside. */
function allowedCalls(statements: unknown[]): AwsCall[] {
  return statements
    .flatMap((statement) => {
      const prefixes = listAt(statement, 'Condition', 'ForAllValues:StringLike', 'dynamodb:LeadingKeys').map(String);
      const keyPrefixes = prefixes.length > 0 ? prefixes.map((prefix) => prefix.replace(/\*$/, '')) : [''];
      return listAt(statement, 'Action').flatMap((action) =>
        keyPrefixes.map((keyPrefix) => ({ action: String(action), keyPrefix })),
      );
    })
    .filter(({ action }) => !action.startsWith('logs:'))
    .sort((left, right) => textOf(left).localeCompare(textOf(right), 'en'));
}

/** What Lambda does in the function's name: it keeps an event that the function could not handle. */
function deliveriesOf(name: string): AwsCall[] {
  const config = resourcesOf('AWS::Lambda::EventInvokeConfig').find(
    ({ properties }) => functionNameOf(valueAt(properties, 'FunctionName')) === name,
  );
  const queue = valueAt(config?.properties, 'DestinationConfig', 'OnFailure', 'Destination', 'Fn::GetAtt');
  return queue ? [{ action: 'sqs:SendMessage', keyPrefix: '' }] : [];
}

const textOf = ({ action, keyPrefix }: AwsCall) => `${action} ${keyPrefix}`;

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

  it('of the page that is shown may only read', () => {
    const shown = functions.find(({ name }) => name === 'show-approval');
    expect(allowedCalls(shown?.statements ?? []).map(({ action }) => action)).toEqual([
      'dynamodb:GetItem',
      'dynamodb:GetItem',
    ]);
  });

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
      const prefixes = allowedCalls(early?.statements ?? []).map(({ keyPrefix }) => keyPrefix);
      expect(prefixes.filter((prefix) => prefix !== '' && prefix !== 'BASELINE#')).toEqual([]);
    }
  });

  it('that may change a contact is the one of apply-change', () => {
    const writing = functions.filter(({ statements }) =>
      allowedCalls(statements).some(({ action }) => /^account:(Put|Delete)/.test(action)),
    );
    expect(writing.map(({ name }) => name)).toEqual(['apply-change']);
  });
});
