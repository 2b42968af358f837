import { asList, type JsonObject, type Template, valueAt } from '../../../resources/validation/template.ts';
import { ACCOUNT, arn, madeName, Resolver } from './resolver.ts';

/** An action of a handler, and the resource that it makes. */
export interface Handled {
  service: Template;
  type: string;
  id: string;
  properties: JsonObject;
  action: string;
}

/** These are about no resource, or about one that has no name yet. */
const ABOUT_NOTHING =
  /^(events:(Put|Remove)Permission|kms:CreateKey|logs:(\w+Delivery|ListLogDeliveries|PutResourcePolicy|Describe(LogGroups|ResourcePolicies))|s3:GetObject|secretsmanager:GetRandomPassword|ssm:DescribeParameters)$/;

/** The ARNs that an action is about, with names as CloudFormation makes them where a resource has none of its own. */
export function deploymentArns(handled: Handled): string[] {
  const { action } = handled;
  if (action === 's3:GetObject') return ofCode(handled);
  if (ABOUT_NOTHING.test(action)) return ['*'];
  return ARNS[action.split(':')[0] ?? '']?.(handled) ?? [];
}

const ARNS: Record<string, (handled: Handled) => string[]> = {
  apigateway: () => ['', '/0a1b2c'].map((path) => `arn:aws:apigateway:us-east-1::/apis${path}`).concat(tagsOfApi()),
  cloudwatch: ({ service, id, type, properties }) =>
    type === 'AWS::CloudWatch::Dashboard'
      ? [`arn:aws:cloudwatch::${ACCOUNT}:dashboard/${properties['DashboardName']}`]
      : [new Resolver(service).arnOf(id)],
  dynamodb: own,
  events: ofEvents,
  iam: ofRoles,
  kms: ofKeys,
  lambda: ofFunctions,
  logs: ({ service, id, properties }) => {
    const group = valueAt(properties['LogGroupName'], 'Ref');
    return [`${new Resolver(service).arnOf(String(group ?? id))}:*`];
  },
  s3: (handled) => ofTargets(handled, 'Bucket'),
  secretsmanager: ({ service, type, id, properties }) => {
    if (type === 'AWS::Events::Connection')
      return [arn('secretsmanager', `secret:events!connection/${properties['Name']}/0a1b2c3d-AbCdEf`)];
    return [new Resolver(service).arnOf(id)];
  },
  ses: (handled) => ofTargets(handled, 'ConfigurationSetName'),
  sns: (handled) => ofTargets(handled, 'Topics'),
  sqs: (handled) => ofTargets(handled, 'Queues'),
  ssm: ({ properties }) => [arn('ssm', `parameter${properties['Name']}`)],
  states: own,
};

function own({ service, id }: Handled): string[] {
  return [new Resolver(service).arnOf(id)];
}

/** What a property refers to, such as the queues of a policy, or the resource itself if it has no such property. */
function ofTargets({ service, id, properties }: Handled, property: string): string[] {
  const targets = asList(properties[property]).map((target) => String(valueAt(target, 'Ref')));
  return (targets.length > 0 ? targets : [id]).map((target) => new Resolver(service).arnOf(target));
}

/** The packed code of a function or a layer. */
function ofCode({ service, properties }: Handled): string[] {
  const bucket = valueAt(properties['Code'] ?? properties['Content'], 'S3Bucket', 'Ref');
  return [`${new Resolver(service).arnOf(String(bucket))}/code.zip`];
}

function ofEvents({ service, type, id, properties }: Handled): string[] {
  const resolver = new Resolver(service);
  if (type === 'AWS::Events::Connection') return [arn('events', `connection/${properties['Name']}/0a1b2c3d`)];
  if (type !== 'AWS::Events::EventBusPolicy') return [resolver.arnOf(id)];
  const bus = valueAt(properties['EventBusName'], 'Ref');
  return [bus === undefined ? arn('events', `event-bus/${properties['EventBusName']}`) : resolver.arnOf(String(bus))];
}

/** The role itself, the one that is handed to a service, or the one that a service makes for itself. */
function ofRoles({ service, type, id, properties, action }: Handled): string[] {
  if (action === 'iam:CreateServiceLinkedRole')
    return [`arn:aws:iam::${ACCOUNT}:role/aws-service-role/one.amazonaws.com/AWSServiceRoleForOne`];
  if (type === 'AWS::IAM::Role') return [roleArn(service, id)];
  const targets = asList(properties['Targets']).map((target) => valueAt(target, 'RoleArn'));
  return [properties['Role'], properties['RoleArn'], ...targets].flatMap((role) =>
    asList(valueAt(role, 'Fn::GetAtt'))
      .slice(0, 1)
      .map((name) => roleArn(service, String(name))),
  );
}

function roleArn(service: Template, id: string): string {
  const name = service.Resources[id]?.Properties?.['RoleName'];
  return `arn:aws:iam::${ACCOUNT}:role/${new Resolver(service).text(name ?? madeName(id))}`;
}

/** An alias is about its key, too; what encrypts is about the key of the account. */
function ofKeys({ service, type, id, properties }: Handled): string[] {
  const resolver = new Resolver(service);
  if (type === 'AWS::KMS::Key') return [resolver.arnOf(id)];
  if (type !== 'AWS::KMS::Alias') return [resolver.arnOf('DataKey')];
  return [
    arn('kms', String(properties['AliasName'])),
    resolver.arnOf(String(valueAt(properties['TargetKeyId'], 'Ref'))),
  ];
}

function ofFunctions({ service, id, properties, action }: Handled): string[] {
  const resolver = new Resolver(service);
  if (action.endsWith('LayerVersion'))
    return layersOf(id, properties).flatMap((layer) => {
      const name = service.Resources[layer]?.Properties?.['LayerName'];
      return ['', ':1'].map((version) => arn('lambda', `layer:${name}${version}`));
    });
  const { FunctionName: named } = properties;
  const [other] = [...asList(valueAt(named, 'Fn::GetAtt')), ...asList(valueAt(named, 'Ref'))];
  return [resolver.arnOf(String(other ?? id))];
}

/** Those of a function, or the layer itself. */
function layersOf(id: string, properties: JsonObject): string[] {
  if ('LayerName' in properties) return [id];
  return asList(properties['Layers']).map((layer) => String(valueAt(layer, 'Ref')));
}

/** Tags are resources of their own. */
function tagsOfApi(): string[] {
  return ['arn:aws:apigateway:us-east-1::/tags/arn%3Aaws%3Aapigateway%3Aus-east-1%3A%3A%2Fapis%2F0a1b2c'];
}
