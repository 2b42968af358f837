import { asList, resourcesOf, type Template, valueAt } from '../../../resources/validation/template.ts';
import { deployedFunctions } from '../access/function-calls.ts';
import { Resolver } from '../access/resolver.ts';

/** A metric of CloudWatch, its dimensions in full. */
export interface Metric {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
}

/**
 * Account Management throttles these in everyday life: the state machine tries them again, and what comes to nothing fails the
 * execution, which is watched.
 */
const FAILING_OFTEN = ['read-current-contact', 'apply-change'];

/**
 * Of campaigns and sweeps. They fail in everyday life, when others have their turn; what comes to nothing fails the execution, and a
 * campaign that does not go on is noticed.
 */
const GIVING_WAY = [
  'validate-change-set',
  'plan-page',
  'plan-campaign',
  'check-campaign',
  'begin-page',
  'hold-page',
  'end-page',
  'list-accounts',
  'read-account-contacts',
  'end-sweep',
];

/** How an execution may end, or not begin, so that nobody hears of it by other means. */
const ENDS: Record<string, string[]> = {
  ChangeRequestStateMachine: ['ExecutionsFailed', 'ExecutionsAborted', 'ExecutionsTimedOut', 'ExecutionThrottled'],
  CampaignStateMachine: ['ExecutionsFailed', 'ExecutionsAborted', 'ExecutionsTimedOut', 'ExecutionThrottled'],
  SweepStateMachine: ['ExecutionsFailed'],
};

/** Whoever uses it is tried again, and the next sweep finds what is missing. */
const UNWATCHED_TABLE = 'InventoryTable';

/** How many messages are in a queue. */
export const DEPTH = 'ApproximateNumberOfMessagesVisible';

/** What AWS measures of the resources of a template, and must not go wrong unseen. */
export function watchedMetrics(template: Template): Metric[] {
  return [
    ...executions(template),
    ...rules(template),
    ...functions(template),
    ...queues(template),
    ...tables(template),
    ...apis(template),
    ...mails(template),
  ];
}

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html */
function executions(template: Template): Metric[] {
  return resourcesOf(template, 'AWS::StepFunctions::StateMachine').flatMap(({ id }) =>
    (ENDS[id] ?? []).map((name) => metric('AWS/States', name, { StateMachineArn: new Resolver(template).arnOf(id) })),
  );
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html */
function rules(template: Template): Metric[] {
  const resolver = new Resolver(template);
  return resourcesOf(template, 'AWS::Events::Rule').flatMap(({ properties }) => {
    const { EventBusName: bus } = properties;
    const dimensions = {
      ...(bus !== undefined && { EventBusName: resolver.text(bus) }),
      RuleName: String(properties['Name']),
    };
    const targets = asList(properties['Targets']);
    const keeps = targets.some((target) => valueAt(target, 'DeadLetterConfig') !== undefined);
    // A comment that is lost to its ticket has raised the alarm about failed invocations.
    const isForTickets = targets.some((target) => valueAt(target, 'HttpParameters') !== undefined);
    return [
      metric('AWS/Events', 'FailedInvocations', dimensions),
      ...(keeps && !isForTickets ? [metric('AWS/Events', 'InvocationsFailedToBeSentToDlq', dimensions)] : []),
    ];
  });
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
function functions(template: Template): Metric[] {
  const watched = deployedFunctions(template).filter(({ name }) => !GIVING_WAY.includes(name));
  return watched.flatMap(({ id, name, deployedName }) => {
    const keeps = resourcesOf(template, 'AWS::Lambda::EventInvokeConfig').some(
      ({ properties }) =>
        valueAt(properties['FunctionName'], 'Ref') === id &&
        valueAt(properties, 'DestinationConfig', 'OnFailure') !== undefined,
    );
    const names = [
      'Throttles',
      'Duration',
      ...(FAILING_OFTEN.includes(name) ? [] : ['Errors']),
      ...(keeps ? ['DestinationDeliveryFailures'] : []),
    ];
    return names.map((each) => metric('AWS/Lambda', each, { FunctionName: deployedName }));
  });
}

/** Every queue keeps dead letters: whether there are any, and for how long by now. */
export function queues(template: Template, names = [DEPTH, 'ApproximateAgeOfOldestMessage']): Metric[] {
  return resourcesOf(template, 'AWS::SQS::Queue').flatMap(({ id }) =>
    names.map((name) => metric('AWS/SQS', name, { QueueName: `${id}.QueueName` })),
  );
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html */
function tables(template: Template): Metric[] {
  const watched = resourcesOf(template, 'AWS::DynamoDB::Table').filter(({ id }) => id !== UNWATCHED_TABLE);
  return watched.flatMap(({ id, properties }) => {
    const indexes = asList(properties['GlobalSecondaryIndexes']).map((index) => ({
      TableName: id,
      GlobalSecondaryIndexName: String(valueAt(index, 'IndexName')),
    }));
    return [{ TableName: id }, ...indexes].flatMap((dimensions) =>
      ['ReadThrottleEvents', 'WriteThrottleEvents'].map((name) => metric('AWS/DynamoDB', name, dimensions)),
    );
  });
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html */
function apis(template: Template): Metric[] {
  return resourcesOf(template, 'AWS::ApiGatewayV2::Api').flatMap(({ id }) =>
    ['4xx', '5xx'].map((name) => metric('AWS/ApiGateway', name, { ApiId: id })),
  );
}

/** @see https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-cloudwatch-alarm.html */
function mails(template: Template): Metric[] {
  const sends = resourcesOf(template, 'AWS::SES::ConfigurationSet').length > 0;
  return sends ? ['Reputation.BounceRate', 'Reputation.ComplaintRate'].map((name) => metric('AWS/SES', name, {})) : [];
}

function metric(namespace: string, name: string, dimensions: Record<string, string>): Metric {
  return { namespace, name, dimensions };
}
