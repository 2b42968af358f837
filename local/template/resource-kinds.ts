import { createHash } from 'node:crypto';
import { arn, globalArn } from '../place.ts';

/** What `Ref` and `Fn::GetAtt` of a resource give. */
export interface PhysicalResource {
  ref: string;
  attributes: Record<string, string>;
}

/** Addresses that are known only when the stack starts. */
export interface StackAddresses {
  httpApiUrl: string;
  awsEndpointUrl: string;
}

/** One supported resource type: the property that names it, and what it gives. */
export interface ResourceKind {
  nameProperty?: string;
  physical(name: string, addresses: StackAddresses, property: (name: string) => string): PhysicalResource;
}

const named: ResourceKind['physical'] = (name) => ({ ref: name, attributes: {} });

/** The resource types that the embedded AWS runs, or leaves alone knowingly. */
export const RESOURCE_KINDS: Record<string, ResourceKind> = {
  'AWS::Lambda::Function': {
    nameProperty: 'FunctionName',
    physical: (name) => ({ ref: name, attributes: { Arn: arn('lambda', `function:${name}`) } }),
  },
  'AWS::DynamoDB::Table': {
    nameProperty: 'TableName',
    physical: (name) => ({
      ref: name,
      attributes: { Arn: arn('dynamodb', `table/${name}`), StreamArn: arn('dynamodb', `table/${name}/stream/local`) },
    }),
  },
  'AWS::Events::EventBus': {
    nameProperty: 'Name',
    physical: (name) => ({ ref: name, attributes: { Name: name, Arn: arn('events', `event-bus/${name}`) } }),
  },
  'AWS::Events::Rule': {
    nameProperty: 'Name',
    physical: (name, _addresses, property) => {
      const bus = busName(property('EventBusName'));
      const path = bus === 'default' ? name : `${bus}/${name}`;
      return { ref: name, attributes: { Arn: arn('events', `rule/${path}`) } };
    },
  },
  'AWS::Events::Connection': {
    nameProperty: 'Name',
    physical: (name) => ({ ref: name, attributes: { Arn: arn('events', `connection/${name}/${uuidOf(name)}`) } }),
  },
  'AWS::Events::ApiDestination': {
    nameProperty: 'Name',
    physical: (name) => ({ ref: name, attributes: { Arn: arn('events', `api-destination/${name}/${uuidOf(name)}`) } }),
  },
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    physical: (name, { awsEndpointUrl }) => {
      const url = `${awsEndpointUrl}/111111111111/${name}`;
      return { ref: url, attributes: { Arn: arn('sqs', name), QueueName: name, QueueUrl: url } };
    },
  },
  'AWS::StepFunctions::StateMachine': {
    nameProperty: 'StateMachineName',
    physical: (name) => {
      const stateMachineArn = arn('states', `stateMachine:${name}`);
      return { ref: stateMachineArn, attributes: { Arn: stateMachineArn, Name: name } };
    },
  },
  'AWS::SecretsManager::Secret': {
    nameProperty: 'Name',
    physical: (name) => {
      const secretArn = arn('secretsmanager', `secret:${name}-local1`);
      return { ref: secretArn, attributes: { Id: secretArn } };
    },
  },
  'AWS::IAM::Role': {
    nameProperty: 'RoleName',
    physical: (name) => ({ ref: name, attributes: { Arn: globalArn('iam', `role/${name}`), RoleId: `AROA${name}` } }),
  },
  'AWS::ApiGatewayV2::Api': {
    physical: (name, { httpApiUrl }) => ({
      ref: name.toLowerCase(),
      attributes: { ApiEndpoint: httpApiUrl, ApiId: name },
    }),
  },
  'AWS::ApiGatewayV2::Integration': { physical: named },
  'AWS::ApiGatewayV2::Route': { physical: named },
  'AWS::ApiGatewayV2::Stage': { nameProperty: 'StageName', physical: named },
  // Nothing of these happens locally: they are about deploying, watching, or permissions of AWS's own services.
  'AWS::S3::Bucket': {
    nameProperty: 'BucketName',
    physical: (name) => ({ ref: name, attributes: { Arn: `arn:aws:s3:::${name}` } }),
  },
  'AWS::S3::BucketPolicy': { physical: named },
  'AWS::Logs::LogGroup': {
    nameProperty: 'LogGroupName',
    physical: (name) => ({ ref: name, attributes: { Arn: `${arn('logs', `log-group:${name}`)}:*` } }),
  },
  'AWS::Logs::MetricFilter': { physical: named },
  'AWS::Logs::ResourcePolicy': { physical: named },
  'AWS::IAM::Policy': { physical: named },
  'AWS::Lambda::Version': { physical: named },
  'AWS::Lambda::Permission': { physical: named },
  'AWS::Lambda::EventInvokeConfig': { physical: named },
  'AWS::Events::EventBusPolicy': { physical: named },
  'AWS::SQS::QueuePolicy': { physical: named },
  'AWS::CloudWatch::Alarm': {
    nameProperty: 'AlarmName',
    physical: (name) => ({ ref: name, attributes: { Arn: arn('cloudwatch', `alarm:${name}`) } }),
  },
  'AWS::CloudWatch::CompositeAlarm': {
    nameProperty: 'AlarmName',
    physical: (name) => ({ ref: name, attributes: { Arn: arn('cloudwatch', `alarm:${name}`) } }),
  },
  'AWS::CloudWatch::Dashboard': { nameProperty: 'DashboardName', physical: named },
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    physical: (name) => ({ ref: arn('sns', name), attributes: { TopicName: name, TopicArn: arn('sns', name) } }),
  },
  'AWS::SNS::Subscription': { physical: named },
  'AWS::SNS::TopicPolicy': { physical: named },
};

/** The name of an event bus, which a rule gives by name or ARN; the default one without. */
export function busName(nameOrArn: string): string {
  return /([^/]+)$/.exec(nameOrArn)?.[1] ?? 'default';
}

/** The same id for the same name, in each run. */
function uuidOf(name: string): string {
  const hash = createHash('sha256').update(name).digest('hex');
  return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join('-');
}
