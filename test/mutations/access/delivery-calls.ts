import {
  asList,
  type JsonObject,
  resourcesOf,
  type Template,
  valueAt,
} from '../../../resources/validation/template.ts';
import type { Call } from './calls.ts';
import { ACCOUNT, arn, Resolver } from './resolver.ts';

const EVENTS = 'events.amazonaws.com';

/** What services of AWS call: functions, targets of rules, queues of dead letters, the topic of alarms, and roles to do so. */
export function deliveryCalls(template: Template): Call[] {
  const resolver = new Resolver(template);
  return [
    ...resourcesOf(template, 'AWS::Events::Rule').flatMap(({ id, properties }) =>
      asList(properties['Targets']).flatMap((target) => targetCalls(template, resolver.arnOf(id), target)),
    ),
    ...lostAtBus(template),
    ...roleAssumptions(template),
    ...functionInvocations(template),
    ...alarmMails(template),
  ];
}

/** A rule invokes a function by itself, and everything else with a role; what it cannot deliver, it keeps. */
function targetCalls(template: Template, rule: string, target: unknown): Call[] {
  const resolver = new Resolver(template);
  const resource = resolver.text(valueAt(target, 'Arn'));
  const [role] = asList(valueAt(target, 'RoleArn', 'Fn::GetAtt'));
  const context = { 'aws:SourceArn': [rule] };
  const queue = valueAt(target, 'DeadLetterConfig', 'Arn');
  return [
    role === undefined
      ? { by: EVENTS, action: 'lambda:InvokeFunction', resource, context }
      : { by: String(role), action: actionOn(resource), resource },
    ...(queue === undefined
      ? []
      : [{ by: EVENTS, action: 'sqs:SendMessage', resource: resolver.text(queue), context }]),
  ];
}

function actionOn(resource: string): string {
  if (resource.includes(':stateMachine:')) return 'states:StartExecution';
  return resource.includes(':event-bus/') ? 'events:PutEvents' : 'events:InvokeApiDestination';
}

/** A bus with a key of its own keeps what it could not encrypt. */
function lostAtBus(template: Template): Call[] {
  const resolver = new Resolver(template);
  return resourcesOf(template, 'AWS::Events::EventBus').flatMap(({ id, properties }) => {
    const queue = valueAt(resolver.resolve(properties['DeadLetterConfig']), 'Arn');
    const context = { 'aws:SourceArn': [resolver.arnOf(id)] };
    return queue === undefined ? [] : [{ by: EVENTS, action: 'sqs:SendMessage', resource: String(queue), context }];
  });
}

/** Each role is assumed by the service that uses it, on behalf of this account; Lambda does not say on whose behalf. */
function roleAssumptions(template: Template): Call[] {
  const forAccount = { 'aws:SourceAccount': [ACCOUNT] };
  const users: {
    type: string;
    by: string;
    context: Call['context'];
    rolesOf: (properties: JsonObject) => unknown[];
  }[] = [
    { type: 'AWS::Lambda::Function', by: 'lambda.amazonaws.com', context: {}, rolesOf: ({ Role }) => [Role] },
    {
      type: 'AWS::StepFunctions::StateMachine',
      by: 'states.amazonaws.com',
      context: forAccount,
      rolesOf: ({ RoleArn }) => [RoleArn],
    },
    {
      type: 'AWS::Events::Rule',
      by: EVENTS,
      context: forAccount,
      rolesOf: ({ Targets }) => asList(Targets).flatMap((target) => valueAt(target, 'RoleArn') ?? []),
    },
  ];
  const resolver = new Resolver(template);
  return users.flatMap(({ type, by, context = {}, rolesOf }) =>
    resourcesOf(template, type)
      .flatMap(({ properties }) => rolesOf(properties))
      .map((role) => ({ by, action: 'sts:AssumeRole', resource: resolver.text(role), context })),
  );
}

/** The HTTP API invokes functions, too. */
function functionInvocations(template: Template): Call[] {
  const resolver = new Resolver(template);
  const action = 'lambda:InvokeFunction';
  return [
    ...resourcesOf(template, 'AWS::ApiGatewayV2::Integration').map(({ properties }) => ({
      by: 'apigateway.amazonaws.com',
      action,
      resource: resolver.text(properties['IntegrationUri']),
      context: { 'aws:SourceArn': [arn('execute-api', `${resolver.text(properties['ApiId'])}/$default/GET/any`)] },
    })),
  ];
}

function alarmMails(template: Template): Call[] {
  const resolver = new Resolver(template);
  return resourcesOf(template, 'AWS::CloudWatch::Alarm').flatMap(({ id, properties }) =>
    topicsOf(template, properties).map((topic) => ({
      by: 'cloudwatch.amazonaws.com',
      action: 'sns:Publish',
      resource: resolver.text(topic),
      context: { 'aws:SourceArn': [resolver.arnOf(id)] },
    })),
  );
}

/** Those of the template itself. */
function topicsOf(template: Template, properties: JsonObject): unknown[] {
  return asList(properties['AlarmActions']).filter((topic) => String(valueAt(topic, 'Ref')) in template.Resources);
}
