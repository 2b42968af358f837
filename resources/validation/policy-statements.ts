import { asList, branchesOf, type JsonObject, resourcesOf, type Template, valueAt } from './template.ts';

/** A statement of a policy in a template. */
export interface PolicyStatement {
  /** The logical id of the resource that holds it. */
  id: string;
  /** Who it is attached to: an identity, a resource, or a role that somebody assumes. */
  kind: 'identity' | 'resource' | 'trust';
  actions: string[];
  /** As the template writes them. */
  resources: unknown[];
  conditionKeys: string[];
}

/** Where resources of a type hold the documents of their policies. */
const DOCUMENTS: Record<string, (properties: JsonObject) => { kind: PolicyStatement['kind']; document: unknown }[]> = {
  'AWS::IAM::Role': (properties) => [
    { kind: 'trust', document: properties['AssumeRolePolicyDocument'] },
    ...asList(properties['Policies']).map((policy) => identity(valueAt(policy, 'PolicyDocument'))),
  ],
  'AWS::IAM::ManagedPolicy': (properties) => [identity(properties['PolicyDocument'])],
  'AWS::Events::EventBusPolicy': (properties) => [resource(properties)],
  'AWS::SQS::QueuePolicy': (properties) => [resource(properties['PolicyDocument'])],
  'AWS::SNS::TopicPolicy': (properties) => [resource(properties['PolicyDocument'])],
  'AWS::S3::BucketPolicy': (properties) => [resource(properties['PolicyDocument'])],
  'AWS::KMS::Key': (properties) => [resource(properties['KeyPolicy'])],
};

const identity = (document: unknown) => ({ kind: 'identity' as const, document });
const resource = (document: unknown) => ({ kind: 'resource' as const, document });

/** Every statement of every policy, those under a condition of the template too. */
export function policyStatements(template: Template): PolicyStatement[] {
  return Object.entries(DOCUMENTS).flatMap(([type, documentsOf]) =>
    resourcesOf(template, type).flatMap(({ id, properties }) =>
      documentsOf(properties).flatMap(({ kind, document }) =>
        asList(valueAt(document, 'Statement'))
          .flatMap(branchesOf)
          .map((statement) => ({ id, kind, ...contentOf(statement) })),
      ),
    ),
  );
}

function contentOf(statement: unknown): Pick<PolicyStatement, 'actions' | 'resources' | 'conditionKeys'> {
  const conditions = Object.values(Object(valueAt(statement, 'Condition')));
  return {
    actions: asList(valueAt(statement, 'Action')).map(String),
    resources: asList(valueAt(statement, 'Resource')).flatMap(branchesOf),
    conditionKeys: conditions.flatMap((keys) => Object.keys(Object(keys))),
  };
}
