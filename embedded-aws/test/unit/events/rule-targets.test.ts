import { describe, expect, test } from 'vitest';
import { Faults } from '../../../src/endpoint/faults.ts';
import { ApiDestinations } from '../../../src/events/api-destinations.ts';
import { createRuleTargets } from '../../../src/events/rule-targets.ts';
import { Access } from '../../../src/iam/access.ts';
import { RoleSessions } from '../../../src/iam/role-sessions.ts';
import { AsynchronousInvocation } from '../../../src/lambda/asynchronous-invocation.ts';
import { Queues } from '../../../src/services/sqs/queues.ts';
import type { FunctionModel } from '../../../src/template/function-models.ts';
import type { PermissionModel, TargetModel } from '../../../src/template/rule-models.ts';
import { apiDestinationModel, functionModel, ruleModel, STACK_ACCOUNT, statement, targetModel } from '../models.ts';

const ROLE = {
  tags: [],
  arn: 'arn:aws:iam::111111111111:role/work',
  name: 'work',
  statements: [
    statement({ actions: ['sqs:SendMessage'], resources: ['arn:aws:sqs:*:allowed'] }),
    statement({ actions: ['events:InvokeApiDestination'], resources: ['*:api-destination/d/*'] }),
  ],
};
const RULE = ruleModel();
const FUNCTION = functionModel();
const DESTINATION = apiDestinationModel({ endpoint: 'https://example.com/' });
const PERMISSION: PermissionModel = {
  functionArn: FUNCTION.arn,
  action: 'lambda:InvokeFunction',
  principal: 'events.amazonaws.com',
  sourceArn: RULE.arn,
};
const DELIVERY = { event: {}, input: '{"a":1}', name: 'n' };

/** The targets of a stack with one function and one API destination. */
function targets(permissions = [PERMISSION], model: FunctionModel = FUNCTION, injected: object[] = []) {
  const payloads: unknown[] = [];
  const faults = new Faults();
  faults.replace(injected);
  const queues = new Queues([]);
  const invoke = async (_name: string, payload: unknown) => payloads.push(payload);
  const runtime = createRuleTargets({
    workflows: [],
    queues,
    functions: [model],
    permissions,
    invocation: new AsynchronousInvocation({ invoke, queues, faults, timeScale: 0 }),
    apiDestinations: new ApiDestinations([DESTINATION], (url) => url),
    access: new Access({
      account: STACK_ACCOUNT,
      roles: [ROLE],
      functions: [model],
      resourcePolicies: [],
      sessions: new RoleSessions(),
    }),
    faults,
    timeScale: 0,
  });
  const check = (target: Partial<TargetModel>) => () => runtime.check(targetModel(target), RULE);
  return { runtime, payloads, check };
}

describe('a function as a target', () => {
  const arn = FUNCTION.arn;

  test.each([
    ['names the rule', RULE.arn],
    ['names every rule of the bus', RULE.arn.replace(/r$/, '*')],
  ])('is accepted when a permission %s', (_condition, sourceArn) => {
    expect(targets([{ ...PERMISSION, sourceArn }]).check({ arn })).not.toThrow();
  });

  test.each([
    ['is none', []],
    ['is for another rule', [{ ...PERMISSION, sourceArn: `${RULE.arn}2` }]],
    ['is for every account', [{ ...PERMISSION, sourceArn: undefined }]],
    ['is for another service', [{ ...PERMISSION, principal: 'apigateway.amazonaws.com' }]],
    ['is for another function', [{ ...PERMISSION, functionArn: `${arn}2` }]],
    ['is for another action', [{ ...PERMISSION, action: 'lambda:GetFunction' }]],
  ])('is refused with the ARN that is missing when there %s', (_condition, permissions) => {
    expect(targets(permissions).check({ arn })).toThrow(
      `The rule r has the function ${arn} without an AWS::Lambda::Permission for events.amazonaws.com whose SourceArn is ${RULE.arn}`,
    );
  });

  test.each([
    ['it is not in the template', { arn: `${arn}2` }, 'unknown function'],
    ['it has a role', { arn, roleArn: ROLE.arn }, 'a role'],
  ])('is refused when %s', (_condition, target, message) => {
    expect(targets().check(target)).toThrow(message);
  });

  test.each(['deadLetterArn', 'onFailureArn'] as const)('is refused when its role may not send to its %s', (key) => {
    const withQueue = (queue: string) =>
      functionModel({
        asynchronous: { ...FUNCTION.asynchronous, [key]: `arn:aws:sqs:us-east-1:111111111111:${queue}` },
      });
    expect(targets([PERMISSION], withQueue('allowed')).check({ arn })).not.toThrow();
    expect(targets([PERMISSION], withQueue('other')).check({ arn })).toThrow('may not send to');
  });

  test('is invoked with the input', async () => {
    const { runtime, payloads } = targets();
    await runtime.invoke(targetModel({ arn }), DELIVERY);
    expect(payloads).toEqual([{ a: 1 }]);
  });
});

describe('an API destination as a target', () => {
  const { arn } = DESTINATION;
  const fail = (error: string) => targets([], FUNCTION, [{ operation: 'InvokeApiDestination', error }]).runtime;

  test('is called only when the role of the rule allows it', async () => {
    const { runtime } = targets();
    const invoked = runtime.invoke(targetModel({ arn }), DELIVERY);
    await expect(invoked).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('events:InvokeApiDestination'),
    });
  });

  test('answers with a status when a fault says so', async () => {
    const target = targetModel({ arn, roleArn: ROLE.arn });
    await expect(fail('404').invoke(target, DELIVERY)).rejects.toMatchObject({ isFinal: true });
    await expect(fail('200').invoke(target, DELIVERY)).resolves.toBeUndefined();
  });

  test('fails under the name of a fault', async () => {
    const invoked = fail('CONNECTION_FAILURE').invoke(targetModel({ arn, roleArn: ROLE.arn }), DELIVERY);
    await expect(invoked).rejects.toMatchObject({ code: 'CONNECTION_FAILURE', isFinal: false });
  });

  test.each([
    ['it is not in the template', { arn: arn.replace('/d/', '/e/') }, 'unknown API destination'],
    ['its parameters do not fit', { arn, definition: { HttpParameters: { PathParameterValues: ['a'] } } }, 'wildcards'],
  ])('is refused when %s', (_condition, target, message) => {
    expect(targets().check(target)).toThrow(message);
  });
});

test.each([
  ['the target is of another kind', { arn: 'arn:aws:sns:us-east-1:111111111111:t' }, 'arn:aws:sns'],
  ['a path is not plain', { definition: { InputPath: '$.detail[*]' } }, 'the path $.detail[*]'],
  [
    'a placeholder has no path',
    { definition: { InputTransformer: { InputPathsMap: { a: '$.id' }, InputTemplate: '"<a> <b>"' } } },
    'the placeholder <b>',
  ],
])('names what it cannot deliver when %s', (_condition, target, name) => {
  expect(targets().check(target)).toThrow(name);
});
