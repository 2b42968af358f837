import type { Call, Caller } from '../../src/endpoint/service.ts';
import type { Statement } from '../../src/iam/decide.ts';
import { StackAccount } from '../../src/stack-account.ts';
import type { ApiDestinationModel } from '../../src/template/api-destination-models.ts';
import type { ConfigurationSetModel } from '../../src/template/configuration-sets.ts';
import type { FunctionModel } from '../../src/template/function-models.ts';
import type { RuleModel, TargetModel } from '../../src/template/rule-models.ts';

/** The management account, which the stack runs in. */
export const STACK_ACCOUNT = new StackAccount('111111111111', 'o-exampleorgid');

/** What a template needs to be resolved. */
export const ADDRESSES = {
  account: STACK_ACCOUNT,
  stackName: 'fixture',
  httpApiUrl: 'http://localhost:3000',
  awsEndpointUrl: 'http://localhost:4566',
  secretValues: {
    declared: (name: string) => `local-${name.split('/').at(-1)}-secret`,
    external: (key: string) => `local-${key}`,
  },
};

/** A user who calls from an account. */
export function userOf(accountId: string): Caller {
  return { id: 'test', kind: 'user', accountId, arn: `arn:aws:iam::${accountId}:user/test`, userId: 'AIDATEST' };
}

/** A call from an account, the management account unless another is given. */
export function callFrom(accountId = '111111111111'): Call {
  return { caller: userOf(accountId), request: { method: 'POST', path: '/', headers: {}, body: Buffer.alloc(0) } };
}

/** A configuration set that publishes bounces. */
export function configurationSetModel(given: Partial<ConfigurationSetModel> = {}): ConfigurationSetModel {
  const arn = 'arn:aws:ses:us-east-1:111111111111:configuration-set/mail';
  return { name: 'mail', arn, eventTypes: ['BOUNCE'], ...given };
}

/** A statement that allows everything to nobody in particular. */
export function statement(given: Partial<Statement> = {}): Statement {
  return { effect: 'Allow', actions: ['*'], resources: ['*'], principals: [], conditions: [], ...given };
}

/** A function of a stack. */
export function functionModel(given: Partial<FunctionModel> = {}): FunctionModel {
  return {
    key: 'work',
    name: 'work',
    arn: 'arn:aws:lambda:us-east-1:111111111111:function:work',
    handler: 'work.handler',
    timeoutSeconds: 3,
    memoryMb: 128,
    reservedConcurrency: 0,
    environment: {},
    layers: [],
    routes: [],
    roleArn: 'arn:aws:iam::111111111111:role/work',
    asynchronous: {
      maximumRetryAttempts: 2,
      maximumEventAgeSeconds: 21_600,
      onFailureArn: undefined,
      deadLetterArn: undefined,
    },
    ...given,
  };
}

/** A target of a rule; a state machine unless another ARN is given. */
export function targetModel(given: Partial<TargetModel> = {}): TargetModel {
  return {
    id: 'machine',
    arn: 'arn:aws:states:us-east-1:111111111111:stateMachine:m',
    roleArn: undefined,
    deadLetterArn: 'arn:aws:sqs:us-east-1:111111111111:dead',
    maximumRetryAttempts: 2,
    maximumEventAgeSeconds: 86_400,
    definition: {},
    ...given,
  };
}

/** A rule with targets. */
export function ruleModel(...targets: TargetModel[]): RuleModel {
  const arn = 'arn:aws:events:us-east-1:111111111111:rule/b/r';
  return { name: 'r', arn, eventBusName: 'b', pattern: {}, intervalSeconds: undefined, targets };
}

/** An API destination that takes POST. */
export function apiDestinationModel(given: Partial<ApiDestinationModel> = {}): ApiDestinationModel {
  return {
    arn: 'arn:aws:events:us-east-1:111111111111:api-destination/d/1',
    endpoint: 'https://example.com/*',
    method: 'POST',
    callsPerSecond: 300,
    headers: {},
    query: {},
    ...given,
  };
}
