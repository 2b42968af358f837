import type { ApiDestinationModel } from '../../../local/template/api-destination-models.ts';
import type { FunctionModel } from '../../../local/template/function-models.ts';
import type { RuleModel, TargetModel } from '../../../local/template/rule-models.ts';

/** A function of a stack. */
export function functionModel(given: Partial<FunctionModel> = {}): FunctionModel {
  return {
    key: 'work',
    name: 'work',
    arn: 'arn:aws:lambda:us-east-1:111111111111:function:work',
    handler: 'work.handler',
    timeoutSeconds: 3,
    memoryMb: 128,
    environment: {},
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
  return { name: 'r', arn, eventBusName: 'b', pattern: {}, targets };
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
