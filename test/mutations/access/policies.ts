import type { Condition } from 'embedded-aws/iam/conditions.ts';
import type { Statement } from 'embedded-aws/iam/decide.ts';
import {
  asList,
  branchesOf,
  type JsonObject,
  resourcesOf,
  type Template,
  valueAt,
} from '../../../resources/validation/template.ts';
import { arn, Resolver } from './resolver.ts';

/** Every policy of a template, with each name in full. */
export interface Policies {
  /** Of roles, by logical id. */
  identities: Map<string, Statement[]>;
  /** Of what is called, by ARN: policies of resources, who may assume a role, and who may invoke a function. */
  resources: Map<string, Statement[]>;
}

/** Somebody with all managed policies of a template. */
export const WHOEVER_HAS_THE_POLICIES = 'whoever has the policies';

const known = new WeakMap<Template, Policies>();

/** The policies of a template. */
export function policiesOf(template: Template): Policies {
  const policies = known.get(template) ?? readPolicies(template);
  known.set(template, policies);
  return policies;
}

function readPolicies(template: Template): Policies {
  const resolver = new Resolver(template);
  const identities = new Map<string, Statement[]>();
  const resources = new Map<string, Statement[]>();
  const add = (of: string, statements: Statement[]) => resources.set(of, [...(resources.get(of) ?? []), ...statements]);
  for (const { id, properties } of resourcesOf(template, 'AWS::IAM::Role')) {
    const documents = asList(properties['Policies']).map((policy) => valueAt(policy, 'PolicyDocument'));
    identities.set(
      id,
      documents.flatMap((document) => readDocument(document, resolver)),
    );
    add(resolver.arnOf(id), readDocument(properties['AssumeRolePolicyDocument'], resolver));
  }
  const attached = resourcesOf(template, 'AWS::IAM::ManagedPolicy').flatMap(({ properties }) =>
    readDocument(properties['PolicyDocument'], resolver),
  );
  identities.set(WHOEVER_HAS_THE_POLICIES, attached);
  for (const { of, document } of resourceDocuments(template, resolver)) add(of, readDocument(document, resolver));
  for (const { properties } of resourcesOf(template, 'AWS::Lambda::Permission'))
    add(invokedArn(properties, resolver), [permission(properties, resolver)]);
  return { identities, resources };
}

function resourceDocuments(template: Template, resolver: Resolver): { of: string; document: unknown }[] {
  const attached = (type: string, list: string) =>
    resourcesOf(template, type).flatMap(({ properties }) =>
      asList(properties[list]).map((target) => ({
        of: resolver.arnOf(String(valueAt(target, 'Ref'))),
        document: properties['PolicyDocument'],
      })),
    );
  return [
    ...resourcesOf(template, 'AWS::KMS::Key').map(({ id, properties }) => ({
      of: resolver.arnOf(id),
      document: properties['KeyPolicy'],
    })),
    ...attached('AWS::SQS::QueuePolicy', 'Queues'),
    ...attached('AWS::SNS::TopicPolicy', 'Topics'),
    ...attached('AWS::S3::BucketPolicy', 'Bucket'),
    ...resourcesOf(template, 'AWS::Events::EventBusPolicy').map(({ properties }) => ({
      of: busArn(properties, resolver),
      document: properties,
    })),
  ];
}

function busArn({ EventBusName }: JsonObject, resolver: Resolver): string {
  const id = valueAt(EventBusName, 'Ref');
  return id === undefined ? arn('events', `event-bus/${EventBusName}`) : resolver.arnOf(String(id));
}

/** The function is named by its name or by its ARN. */
function invokedArn({ FunctionName }: JsonObject, resolver: Resolver): string {
  const [id] = [...asList(valueAt(FunctionName, 'Fn::GetAtt')), ...asList(valueAt(FunctionName, 'Ref'))];
  return resolver.arnOf(String(id));
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html */
function permission(properties: JsonObject, resolver: Resolver): Statement {
  const { Action, Principal, SourceArn, SourceAccount } = properties;
  const condition = (operator: string, key: string, value: unknown): Condition[] =>
    value === undefined ? [] : [{ operator, key, values: [resolver.text(value)] }];
  return {
    effect: 'Allow',
    actions: [String(Action)],
    resources: ['*'],
    principals: [String(Principal)],
    conditions: [
      ...condition('ArnLike', 'aws:SourceArn', SourceArn),
      ...condition('StringEquals', 'aws:SourceAccount', SourceAccount),
    ],
  };
}

function readDocument(document: unknown, resolver: Resolver): Statement[] {
  return asList(valueAt(document, 'Statement'))
    .flatMap((statement) => branchesOf(statement).slice(0, 1))
    .map((statement) => readStatement(resolver.resolve(statement)));
}

function readStatement(statement: unknown): Statement {
  const conditions = Object.entries(Object(valueAt(statement, 'Condition'))).flatMap(([operator, keys]) =>
    Object.entries(Object(keys)).map(([key, values]) => ({ operator, key, values: textsOf(values) })),
  );
  const principal = valueAt(statement, 'Principal');
  return {
    effect: valueAt(statement, 'Effect') === 'Deny' ? 'Deny' : 'Allow',
    actions: textsOf(valueAt(statement, 'Action')),
    resources: textsOf(valueAt(statement, 'Resource') ?? '*'),
    principals: typeof principal === 'string' ? [principal] : Object.values(Object(principal)).flatMap(textsOf),
    conditions,
  };
}

function textsOf(value: unknown): string[] {
  return asList(value).flat().map(String);
}
