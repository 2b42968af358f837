import { createHash } from 'node:crypto';
import type { StackAccount } from '../stack-account.ts';
import type { SecretValues } from './secret-values.ts';

/** The values of `Ref` and `Fn::GetAtt` of a resource. */
export interface PhysicalResource {
  ref: string;
  attributes: Record<string, string>;
}

/** What is known only when the stack starts. */
export interface StackContext {
  account: StackAccount;
  stackName: string;
  httpApiUrl: string;
  awsEndpointUrl: string;
  secretValues: SecretValues;
}

/** A supported resource type: the property that names it, and its values. */
export interface ResourceKind {
  nameProperty?: string;
  physical(name: string, context: StackContext, property: (name: string) => string): PhysicalResource;
}

const named: ResourceKind['physical'] = (name) => ({ ref: name, attributes: {} });

/** The resource types that the embedded AWS runs, or ignores on purpose. */
export const RESOURCE_KINDS: Record<string, ResourceKind> = {
  'AWS::Lambda::Function': {
    nameProperty: 'FunctionName',
    physical: (name, { account }) => ({ ref: name, attributes: { Arn: account.arn('lambda', `function:${name}`) } }),
  },
  'AWS::Lambda::LayerVersion': {
    nameProperty: 'LayerName',
    physical: (name, { account }) => ({ ref: account.arn('lambda', `layer:${name}:1`), attributes: {} }),
  },
  'AWS::DynamoDB::Table': {
    nameProperty: 'TableName',
    physical: (name, { account }) => {
      const tableArn = account.arn('dynamodb', `table/${name}`);
      return { ref: name, attributes: { Arn: tableArn, StreamArn: `${tableArn}/stream/local` } };
    },
  },
  'AWS::Events::EventBus': {
    nameProperty: 'Name',
    physical: (name, { account }) => {
      return { ref: name, attributes: { Name: name, Arn: account.arn('events', `event-bus/${name}`) } };
    },
  },
  'AWS::Events::Rule': {
    nameProperty: 'Name',
    physical: (name, { account }, property) => {
      const bus = busName(property('EventBusName'));
      const path = bus === 'default' ? name : `${bus}/${name}`;
      return { ref: name, attributes: { Arn: account.arn('events', `rule/${path}`) } };
    },
  },
  'AWS::Events::Connection': {
    nameProperty: 'Name',
    physical: (name, { account }) => {
      return { ref: name, attributes: { Arn: account.arn('events', `connection/${name}/${uuidOf(name)}`) } };
    },
  },
  'AWS::Events::ApiDestination': {
    nameProperty: 'Name',
    physical: (name, { account }) => {
      return { ref: name, attributes: { Arn: account.arn('events', `api-destination/${name}/${uuidOf(name)}`) } };
    },
  },
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    physical: (name, { account, awsEndpointUrl }) => {
      const url = `${awsEndpointUrl}/${account.id}/${name}`;
      return { ref: url, attributes: { Arn: account.arn('sqs', name), QueueName: name, QueueUrl: url } };
    },
  },
  'AWS::StepFunctions::StateMachine': {
    nameProperty: 'StateMachineName',
    physical: (name, { account }) => {
      const stateMachineArn = account.arn('states', `stateMachine:${name}`);
      return { ref: stateMachineArn, attributes: { Arn: stateMachineArn, Name: name } };
    },
  },
  'AWS::SecretsManager::Secret': {
    nameProperty: 'Name',
    physical: (name, { account }) => {
      const secretArn = account.arn('secretsmanager', `secret:${name}-local1`);
      return { ref: secretArn, attributes: { Id: secretArn } };
    },
  },
  'AWS::SSM::Parameter': {
    nameProperty: 'Name',
    physical: (name, { account }, property) => {
      const parameterArn = account.arn('ssm', `parameter/${name.replace(/^\//, '')}`);
      return { ref: name, attributes: { Arn: parameterArn, Type: property('Type'), Value: property('Value') } };
    },
  },
  'AWS::KMS::Key': {
    physical: (logicalId, { account }) => {
      const id = uuidOf(logicalId);
      return { ref: id, attributes: { Arn: account.arn('kms', `key/${id}`), KeyId: id } };
    },
  },
  'AWS::KMS::Alias': { nameProperty: 'AliasName', physical: named },
  'AWS::SES::ConfigurationSet': { nameProperty: 'Name', physical: named },
  'AWS::SES::ConfigurationSetEventDestination': { physical: named },
  'AWS::IAM::Role': {
    nameProperty: 'RoleName',
    physical: (name, { account }) => {
      return { ref: name, attributes: { Arn: account.globalArn('iam', `role/${name}`), RoleId: `AROA${name}` } };
    },
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
  'AWS::S3::Bucket': {
    // Without a name, CloudFormation makes one of the stack's and the resource's, in lower case.
    physical: (logicalId, { stackName }, property) => {
      const name = property('BucketName') || `${stackName}-${logicalId}-local`.toLowerCase();
      return { ref: name, attributes: { Arn: `arn:aws:s3:::${name}` } };
    },
  },
  'AWS::S3::BucketPolicy': { physical: named },
  // These have no effect locally: they concern deployment, monitoring, or permissions of AWS's own services.
  'AWS::Logs::LogGroup': {
    nameProperty: 'LogGroupName',
    physical: (name, { account }) => {
      return { ref: name, attributes: { Arn: `${account.arn('logs', `log-group:${name}`)}:*` } };
    },
  },
  'AWS::Logs::MetricFilter': { physical: named },
  'AWS::Lambda::Permission': { physical: named },
  'AWS::Lambda::EventInvokeConfig': { physical: named },
  'AWS::Events::EventBusPolicy': { physical: named },
  'AWS::SQS::QueuePolicy': { physical: named },
  'AWS::SNS::TopicPolicy': { physical: named },
  'AWS::CloudWatch::Dashboard': { nameProperty: 'DashboardName', physical: named },
  'AWS::CloudWatch::Alarm': {
    nameProperty: 'AlarmName',
    physical: (name, { account }) => ({ ref: name, attributes: { Arn: account.arn('cloudwatch', `alarm:${name}`) } }),
  },
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    physical: (name, { account }) => {
      const topicArn = account.arn('sns', name);
      return { ref: topicArn, attributes: { TopicName: name, TopicArn: topicArn } };
    },
  },
};

/** The name of an event bus, given by name or ARN; `default` without one. */
export function busName(nameOrArn: string): string {
  return /([^/]+)$/.exec(nameOrArn)?.[1] ?? 'default';
}

/** The same id for the same name, in every run. */
export function uuidOf(name: string): string {
  const hash = createHash('sha256').update(name).digest('hex');
  return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join('-');
}
