import { DEPLOYMENT_ACTIONS, HANDLER_ACTIONS } from '../../../resources/validation/handler-actions.ts';
import { resourcesOf, type Template } from '../../../resources/validation/template.ts';
import type { Call } from './calls.ts';
import { deploymentArns } from './deployment-arns.ts';
import { WHOEVER_HAS_THE_POLICIES } from './policies.ts';
import { arn, Resolver } from './resolver.ts';

/** By way of which service a handler of a type uses a key. */
const KEY_USERS: Record<string, string> = {
  'AWS::DynamoDB::Table': 'dynamodb',
  'AWS::Events::Connection': 'secretsmanager',
  'AWS::SecretsManager::Secret': 'secretsmanager',
  'AWS::StepFunctions::StateMachine': 'states',
};

/** Which service gets a role of the template. */
const ROLE_USERS: Record<string, string> = {
  'AWS::Events::Rule': 'events.amazonaws.com',
  'AWS::Lambda::Function': 'lambda.amazonaws.com',
  'AWS::StepFunctions::StateMachine': 'states.amazonaws.com',
};

/** Which service makes a role for itself. */
const LINKED_SERVICES: Record<string, string> = {
  'AWS::ApiGatewayV2::Stage': 'ops.apigateway.amazonaws.com',
  'AWS::Events::Connection': 'apidestinations.events.amazonaws.com',
};

/** What a deployment of a template calls, about the resources that it makes. */
export function deploymentCalls(service: Template): Call[] {
  const types = [...new Set(Object.values(service.Resources).map(({ Type }) => Type))];
  const handled = types.flatMap((type) =>
    resourcesOf(service, type).flatMap(({ id, properties }) =>
      (HANDLER_ACTIONS[type] ?? []).flatMap((action) =>
        deploymentArns({ service, type, id, properties, action }).map((resource) => call(action, resource, type)),
      ),
    ),
  );
  const bucket = new Resolver(service).arnOf('ServerlessDeploymentBucket');
  const stack = arn('cloudformation', 'stack/alternate-contacts-local/0a1b2c3d');
  const framework = DEPLOYMENT_ACTIONS.flatMap((action) => {
    if (action.startsWith('s3:')) return [call(action, action.includes('Object') ? `${bucket}/one` : bucket)];
    return action.startsWith('cloudformation:') ? [call(action, stack)] : [];
  });
  const all = new Map([...handled, ...framework].map((one) => [JSON.stringify(one), one]));
  return [...all.values()];
}

function call(action: string, resource: string, type = ''): Call {
  const context = {
    // Anybody who deploys may describe a key, because it has to be found first.
    ...(action.startsWith('kms:') &&
      action !== 'kms:DescribeKey' &&
      KEY_USERS[type] !== undefined &&
      viaService(KEY_USERS[type])),
    ...(action === 'iam:PassRole' && { 'iam:PassedToService': [ROLE_USERS[type] ?? ''] }),
    ...(action === 'iam:CreateServiceLinkedRole' && { 'iam:AWSServiceName': [LINKED_SERVICES[type] ?? ''] }),
  };
  return { by: WHOEVER_HAS_THE_POLICIES, action, resource, context };
}

function viaService(service: string) {
  return { 'kms:ViaService': [`${service}.us-east-1.amazonaws.com`] };
}
