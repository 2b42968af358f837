import { describe, expect, it } from 'vitest';
import { pascalCase } from '../../../resources/function-names.ts';
import { type AwsCall, awsCallsOf, awsFiles, callsMadeIn, INVENTORY, importedActions } from './aws-calls.ts';
import { functionNameOf, resourcesOf } from './resources.ts';
import { entriesAt, listAt, readYaml, sourceFiles, valueAt, variable } from './sources.ts';

const serverless = readYaml('serverless.yml');

const roles = resourcesOf('AWS::IAM::Role').filter(({ file }) => file === 'resources/roles.yml');

const functions = entriesAt(serverless, 'functions').map(([name, definition]) => {
  const role = String(valueAt(definition, 'role'));
  const [policy] = listAt(roles.find((one) => one.name === role)?.properties, 'Policies');
  const written = listAt(policy, 'PolicyDocument', 'Statement');
  return { name, role, written, statements: written.map(unconditional) };
});

/** A conditional statement counts as if it were always there. */
function unconditional(statement: unknown): unknown {
  return listAt(statement, 'Fn::If')[1] ?? statement;
}

/** What the role may call; writing its own log and traces aside. */
function allowedCalls(statements: unknown[]): AwsCall[] {
  return (
    statements
      .flatMap((statement) =>
        listAt(statement, 'Action').flatMap((action) =>
          keysIn(statement).map((keys) => ({ action: String(action), keys })),
        ),
      )
      // What makes AWS tell that an object is missing is no call of its own; see below.
      .filter(({ action }) => !/^(logs|xray):|^s3:ListBucket$/.test(action))
      .sort((left, right) => textOf(left).localeCompare(textOf(right), 'en'))
  );
}

/** The keys of the table, or the index of it, that the statement is about. */
function keysIn(statement: unknown): string[] {
  const prefixes = listAt(statement, 'Condition', 'ForAllValues:StringLike', 'dynamodb:LeadingKeys').map(String);
  if (prefixes.length > 0) return prefixes.map((prefix) => prefix.replace(/\*$/, ''));
  if (valueAt(statement, 'Resource', 'Fn::GetAtt', '0') === 'InventoryTable') return [INVENTORY];
  const index = /^\$\{(?:Inventory)?Table\.Arn\}\/(index\/\w+)$/.exec(
    String(valueAt(statement, 'Resource', 'Fn::Sub')),
  )?.[1];
  return [index ?? ''];
}

/** What Lambda does in the function's name: it keeps events that the function failed to handle. */
function deliveriesOf(name: string): AwsCall[] {
  const config = resourcesOf('AWS::Lambda::EventInvokeConfig').find(
    ({ properties }) => functionNameOf(valueAt(properties, 'FunctionName')) === name,
  );
  const queue = valueAt(config?.properties, 'DestinationConfig', 'OnFailure', 'Destination', 'Fn::GetAtt');
  return queue ? [{ action: 'sqs:SendMessage', keys: '' }] : [];
}

const textOf = ({ action, keys }: AwsCall) => `${action} ${keys}`;

describe('the calls of AWS', () => {
  it.each(awsFiles)('%s makes each call that it imports in a function that these tests find', (path) => {
    const made = callsMadeIn(path).map(({ action }) => action);
    expect([...new Set(made)].sort()).toEqual(importedActions(path).sort());
  });

  it('are found', () => {
    expect(awsFiles.length).toBeGreaterThan(8);
    expect(awsFiles.flatMap(callsMadeIn).map(textOf)).toEqual(
      expect.arrayContaining(['organizations:ListTagsForResource ', 'dynamodb:PutItem LINK#', 'sts:AssumeRole ']),
    );
  });

  it('are made nowhere but in functions/aws', () => {
    const others = sourceFiles('functions', { recursive: true }).filter((path) => !path.startsWith('functions/aws/'));
    expect(others.flatMap(importedActions)).toEqual([]);
  });
});

describe('the roles', () => {
  it('are one for each function, and no more', () => {
    expect(roles.map(({ name }) => name).sort()).toEqual(functions.map(({ role }) => role).sort());
    expect(functions.map(({ role }) => role)).toEqual(functions.map(({ name }) => `${pascalCase(name)}Role`));
  });

  it.each(roles)('$name may only be assumed by Lambda', ({ properties }) => {
    expect(valueAt(properties, 'AssumeRolePolicyDocument')).toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    });
  });

  it.each(functions)(
    '$role allows exactly the calls that $name makes (resources/roles.yml)',
    ({ name, statements }) => {
      const calls = [...awsCallsOf(`functions/${name}.ts`), ...deliveriesOf(name)];
      // Two statements may allow the same call, for events of another type.
      const allowed = new Set(allowedCalls(statements).map(textOf));
      expect([...allowed]).toEqual(calls.map(textOf).sort());
    },
  );

  it.each(functions)('$role allows writes to the log of $name only', ({ name, statements }) => {
    const logging = statements.filter((statement) =>
      listAt(statement, 'Action').some((action) => `${action}`.startsWith('logs:')),
    );
    expect(logging).toHaveLength(1);
    expect(valueAt(logging[0], 'Resource', 'Fn::Sub')).toMatch(
      new RegExp(`:log-group:/aws/lambda/\\$\\{self:service\\}-\\$\\{sls:stage\\}-${name}:\\*$`),
    );
  });

  it.each(functions)('$role names each action', ({ statements }) => {
    for (const action of statements.flatMap((statement) => listAt(statement, 'Action')))
      expect(action).not.toContain('*');
  });

  it.each(['show-approval', 'show-request', 'begin-sign-in'])('of %s only allows reads', (page) => {
    const shown = functions.find(({ name }) => name === page);
    const calls = allowedCalls(shown?.statements ?? []);
    expect(calls.length).toBeGreaterThan(1);
    expect(calls.filter(({ action }) => action !== 'dynamodb:GetItem' && action !== 's3:GetObject')).toEqual([]);
  });

  it.each([
    { prefix: 'CODE#', action: 'dynamodb:PutItem', name: 'send-code' },
    { prefix: 'CODE#', action: 'dynamodb:UpdateItem', name: 'decide-approval' },
    { prefix: 'SIGNIN#', action: 'dynamodb:PutItem', name: 'complete-sign-in' },
    { prefix: 'ACCOUNT#validate-request#', action: 'dynamodb:UpdateItem', name: 'validate-request' },
    { prefix: 'ACCOUNT#register-request#', action: 'dynamodb:UpdateItem', name: 'register-request' },
    { prefix: 'ACCOUNT#pre-approve#', action: 'dynamodb:UpdateItem', name: 'pre-approve' },
  ])('that allows $action of $prefix is the one of $name', ({ prefix, action, name }) => {
    const writing = functions.filter(({ statements }) =>
      allowedCalls(statements).some((call) => call.keys === prefix && call.action === action),
    );
    expect(writing.map((one) => one.name)).toEqual([name]);
  });

  it('of the function that looks for stalled approvals allows no write', () => {
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
  )('$role allows mails from the sender only, with the configuration set that reports bounces', ({ statement }) => {
    const resources = listAt(statement, 'Resource').map((resource) => String(valueAt(resource, 'Fn::Sub')));
    expect(resources.map((resource) => resource.split('AccountId}:')[1])).toEqual([
      `identity/${variable('SenderIdentity')}`,
      `identity/${variable('SenderAddress')}`,
      `configuration-set/${variable('self:custom.name')}`,
    ]);
    expect(valueAt(statement, 'Condition')).toEqual({ StringEquals: { 'ses:FromAddress': { Ref: 'SenderAddress' } } });
  });

  it.each(functions)(
    '$role names its resources, except where AWS has no resource-level permissions',
    ({ statements }) => {
      const open = statements.filter((statement) => listAt(statement, 'Resource').includes('*'));
      const actions = open.flatMap((statement) => listAt(statement, 'Action').map(String));
      expect(actions.filter((action) => !/^(xray|organizations):|^ses:GetAccount$/.test(action))).toEqual([]);
    },
  );

  it('of the functions that complete sign-ins, receive webhooks and rotate keys are the only ones to allow secrets: their own', () => {
    const reading = functions.flatMap(({ name, statements }) =>
      statements
        .filter((statement) => listAt(statement, 'Action').includes('secretsmanager:GetSecretValue'))
        .map((statement) => ({ name, resource: valueAt(statement, 'Resource', 'Fn::Sub') })),
    );
    expect(reading).toEqual([
      {
        name: 'complete-sign-in',
        resource: expect.stringMatching(/:secret:\$\{SignInSecretName\}-\?{6}$/),
      },
      ...['receive-webhook', 'rotate-webhook-keys'].map((name) => ({
        name,
        resource: expect.stringMatching(/:secret:\$\{self:custom\.name\}\/webhooks-\?{6}$/),
      })),
    ]);
  });

  it('of the functions that run before a request is registered allow no access to requests', () => {
    for (const name of ['derive-baseline-request', 'validate-request', 'receive-webhook']) {
      const early = functions.find((one) => one.name === name);
      const touched = allowedCalls(early?.statements ?? []).map(({ keys }) => keys);
      expect(
        touched.filter((keys) => !['', 'ACCOUNT#validate-request#', 'BASELINE#', INVENTORY, 'PROOF#'].includes(keys)),
      ).toEqual([]);
    }
  });

  it('of the functions that call Account Management allow the role in the management account, where there is one', () => {
    const conditional = functions.flatMap(({ name, written }) =>
      written
        .filter((statement) => listAt(statement, 'Fn::If')[0] === 'HasManagementRole')
        .map((statement) => ({ name, statement })),
    );
    const Resource = { Ref: 'ManagementRoleArn' };
    const assuming = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource };
    const statement = { 'Fn::If': ['HasManagementRole', assuming, { Ref: 'AWS::NoValue' }] };
    const reading = functions.filter(({ statements }) =>
      allowedCalls(statements).some(({ action }) => action === 'account:GetAlternateContact'),
    );
    expect(reading.length).toBeGreaterThan(0);
    expect(conditional).toEqual(reading.map(({ name }) => ({ name, statement })));
  });

  it('of the function that completes sign-ins allows the secret of the client, where it has one', () => {
    const written = functions.find(({ name }) => name === 'complete-sign-in')?.written ?? [];
    const conditions = written.flatMap((statement) => listAt(statement, 'Fn::If')[0] ?? []);
    expect(conditions).toEqual(['HasSignInSecret']);
  });

  it.each(functions)('$role lets S3 tell that an object is missing if $name reads objects, and only then', (one) => {
    const actions = one.statements.flatMap((statement) => listAt(statement, 'Action'));
    const listing = one.statements.filter((statement) => listAt(statement, 'Action').includes('s3:ListBucket'));
    const Resource = { 'Fn::GetAtt': ['Bucket', 'Arn'] };
    expect(listing).toEqual(
      actions.includes('s3:GetObject') ? [{ Effect: 'Allow', Action: 's3:ListBucket', Resource }] : [],
    );
  });

  it('that allows changes of contacts is the one of apply-change', () => {
    const writing = functions.filter(({ statements }) =>
      allowedCalls(statements).some(({ action }) => /^account:(Put|Delete)/.test(action)),
    );
    expect(writing.map(({ name }) => name)).toEqual(['apply-change']);
  });
});
