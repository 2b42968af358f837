import { asList, intrinsicOf, isObject, type Template, valueAt } from '../../../resources/validation/template.ts';

/** Where the stack of these checks is. */
export const ACCOUNT = '111111111111';
const REGION = 'us-east-1';

/** The management account and the organization of these checks: the service runs in another account, and everything is on. */
export const MANAGEMENT_ACCOUNT = '999999999999';
export const ORGANIZATION = 'o-abcde12345';

/** The account of the service, for a role in another account that admits it. */
export const SERVICE_ACCOUNT = '222222222222';

/** The stack itself. */
const STACK = 'alternate-contacts-local';

const PSEUDO_PARAMETERS: Record<string, string> = {
  'AWS::Partition': 'aws',
  'AWS::Region': REGION,
  'AWS::AccountId': ACCOUNT,
  'AWS::URLSuffix': 'amazonaws.com',
};

/** Parameters that a deployment sets, so that every condition of the template holds. */
const PARAMETERS: Record<string, string> = {
  ManagementAccountId: MANAGEMENT_ACCOUNT,
  ManagementRoleArn: `arn:aws:iam::${MANAGEMENT_ACCOUNT}:role/contacts`,
  OrganizationId: ORGANIZATION,
  ServiceRoleArns: `arn:aws:iam::${SERVICE_ACCOUNT}:role/service`,
  ServiceName: STACK,
  SignInSecretName: 'sign-in',
};

/** What an ARN of each type ends with, and the property that names the resource. */
const ARNS: Record<string, { name: string; service: string; prefix: string }> = {
  'AWS::CloudWatch::Alarm': { name: 'AlarmName', service: 'cloudwatch', prefix: 'alarm:' },
  'AWS::DynamoDB::Table': { name: 'TableName', service: 'dynamodb', prefix: 'table/' },
  'AWS::Events::EventBus': { name: 'Name', service: 'events', prefix: 'event-bus/' },
  'AWS::Events::Rule': { name: 'Name', service: 'events', prefix: 'rule/' },
  'AWS::Lambda::Function': { name: 'FunctionName', service: 'lambda', prefix: 'function:' },
  'AWS::Logs::LogGroup': { name: 'LogGroupName', service: 'logs', prefix: 'log-group:' },
  'AWS::SES::ConfigurationSet': { name: 'Name', service: 'ses', prefix: 'configuration-set/' },
  'AWS::SNS::Topic': { name: 'TopicName', service: 'sns', prefix: '' },
  'AWS::SQS::Queue': { name: 'QueueName', service: 'sqs', prefix: '' },
  'AWS::StepFunctions::StateMachine': { name: 'StateMachineName', service: 'states', prefix: 'stateMachine:' },
};

/** Types whose `Ref` is their ARN. */
const REFERRED_BY_ARN = ['AWS::SNS::Topic', 'AWS::StepFunctions::StateMachine'];

/** Makes ARNs and other texts of what a template refers to. */
export class Resolver {
  readonly #template: Template;

  constructor(template: Template) {
    this.#template = template;
  }

  /** A value with each intrinsic function in it replaced; the first branch of each `Fn::If` counts. */
  resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.resolve(item));
    if (!isObject(value)) return value;
    const intrinsic = intrinsicOf(value);
    if (intrinsic) return this.#intrinsic(intrinsic);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.resolve(inner)]));
  }

  /** The value as text. */
  text(value: unknown): string {
    return String(this.resolve(value));
  }

  /** The ARN of the resource with this logical id. */
  arnOf(id: string): string {
    const { Type, Properties = {} } = this.#template.Resources[id] ?? {};
    // It has been removed.
    if (Type === undefined) return id;
    if (Type === 'AWS::IAM::Role') return `arn:aws:iam::${ACCOUNT}:role/${id}`;
    if (Type === 'AWS::KMS::Key') return arn('kms', `key/${id}`);
    if (Type === 'AWS::S3::Bucket') return `arn:aws:s3:::${this.#bucketName(id)}`;
    if (Type === 'AWS::SecretsManager::Secret') return arn('secretsmanager', `secret:${Properties['Name']}-AbCdEf`);
    if (Type === 'AWS::Events::ApiDestination') return arn('events', `api-destination/${Properties['Name']}/0a1b2c3d`);
    const known = ARNS[Type];
    if (!known) throw new Error(`nobody knows the ARN of ${id}, ${Type}`);
    const bus =
      Type === 'AWS::Events::Rule' && Properties['EventBusName'] !== undefined ? this.#busName(Properties) : '';
    return arn(known.service, `${known.prefix}${bus}${this.text(Properties[known.name])}`);
  }

  #bucketName(id: string): string {
    return this.text(this.#template.Resources[id]?.Properties?.['BucketName'] ?? madeName(id).toLowerCase());
  }

  #busName(properties: Record<string, unknown>): string {
    return `${this.text(valueAt(this.#template, 'Resources', this.text(properties['EventBusName']), 'Properties', 'Name'))}/`;
  }

  #intrinsic({ name, argument }: { name: string; argument: unknown }): unknown {
    if (name === 'Ref') return this.#reference(String(argument));
    if (name === 'Fn::If') return this.resolve(asList(argument)[1]);
    if (name === 'Fn::GetAtt') return this.#attribute(asList(argument).map(String));
    if (name === 'Fn::Join') return this.#join(asList(argument));
    if (name === 'Fn::Sub') return this.#substitute(asList(argument));
    throw new Error(`nobody knows the value of ${name}`);
  }

  #join([separator, parts]: unknown[]): string {
    return asList(parts)
      .map((part) => this.text(part))
      .join(String(separator));
  }

  #substitute([text, variables]: unknown[]): string {
    return String(text).replace(/\$\{([^}]+)\}/g, (_, name: string) => {
      const variable = valueAt(variables, name);
      if (variable !== undefined) return this.text(variable);
      return name.includes('.') ? this.#attribute(name.split('.')) : this.#reference(name);
    });
  }

  #attribute([id = '', attribute]: string[]): string {
    return attribute === 'Arn' ? this.arnOf(id) : `${id}.${attribute}`;
  }

  #reference(name: string): string {
    const type = this.#template.Resources[name]?.Type;
    if (type === 'AWS::S3::Bucket') return this.#bucketName(name);
    if (type !== undefined) return REFERRED_BY_ARN.includes(type) ? this.arnOf(name) : name;
    const parameter = valueAt(this.#template, 'Parameters', name, 'Default');
    return PSEUDO_PARAMETERS[name] ?? PARAMETERS[name] ?? String(parameter ?? name);
  }
}

/** As CloudFormation names a resource that has no name of its own. */
export function madeName(id: string): string {
  return `${STACK}-${id}-1A2B3C4D`;
}

/** Of a resource in the account and the region of the stack. */
export function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
}
