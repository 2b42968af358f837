import { describe, expect, it } from 'vitest';
import { logGroups } from '../../../resources/log-groups.ts';
import { type Resource, resourceNamed, resourcesOf } from './resources.ts';
import { entriesAt, listAt, readYaml, valueAt } from './sources.ts';

const KEY = { 'Fn::GetAtt': ['DataKey', 'Arn'] };
const ifKey = (other: unknown) => ({ 'Fn::If': ['HasCustomerManagedKey', KEY, other] });
const NO_VALUE = { Ref: 'AWS::NoValue' };

/** Where the key stands in what stores data. */
const KEY_PROPERTIES: Record<string, string> = {
  'AWS::Events::Connection': 'KmsKeyIdentifier',
  'AWS::Events::EventBus': 'KmsKeyIdentifier',
  'AWS::Logs::LogGroup': 'KmsKeyId',
  'AWS::SNS::Topic': 'KmsMasterKeyId',
  'AWS::SQS::Queue': 'KmsMasterKeyId',
};

const isOwn = ({ file }: Resource) => !file.endsWith('management-account-forwarder.yml');
const keyed = Object.entries(KEY_PROPERTIES).flatMap(([type, property]) =>
  resourcesOf(type)
    .filter(isOwn)
    .map((resource) => ({ ...resource, property })),
);

describe('a key of the account', () => {
  it.each(keyed)('encrypts $name, if there is one', ({ properties, property }) => {
    expect(valueAt(properties, property)).toEqual(ifKey(NO_VALUE));
  });

  it('encrypts the table, the state machines and the logs of the Serverless Framework, if there is one', () => {
    expect(keyed.map(({ type }) => type)).toEqual(expect.arrayContaining(Object.keys(KEY_PROPERTIES)));
    const { properties: table } = resourceNamed('Table');
    expect(listAt(table, 'SSESpecification', 'Fn::If')[1]).toMatchObject({ SSEType: 'KMS', KMSMasterKeyId: KEY });
    for (const { properties } of resourcesOf('AWS::StepFunctions::StateMachine'))
      expect(listAt(properties, 'EncryptionConfiguration', 'Fn::If')[1]).toMatchObject({ KmsKeyId: KEY });
    for (const { Properties } of Object.values(logGroups.extensions))
      expect(Properties.KmsKeyId).toEqual(ifKey(NO_VALUE));
  });

  it('of each function, there is a log group', () => {
    const functions = entriesAt(readYaml('serverless.yml'), 'functions');
    expect(Object.keys(logGroups.extensions)).toHaveLength(functions.length + 1);
  });

  const statements = listAt(resourceNamed('DataKey').properties, 'KeyPolicy', 'Statement');
  const statementOf = (sid: string) => statements.find((statement) => valueAt(statement, 'Sid') === sid);

  it('is used in the account alone, and through services that ask IAM first', () => {
    expect(statements.map((statement) => valueAt(statement, 'Sid'))).toEqual([
      'account',
      'through-services',
      'logs',
      'delivery',
    ]);
    const conditions = valueAt(statementOf('through-services'), 'Condition', 'StringEquals');
    expect(valueAt(conditions, 'kms:CallerAccount')).toEqual({ Ref: 'AWS::AccountId' });
    const services = listAt(conditions, 'kms:ViaService').map(
      (service) => String(valueAt(service, 'Fn::Sub')).split('.')[0],
    );
    expect(services).toEqual(['dynamodb', 'sqs', 'secretsmanager', 'states', 's3']);
  });

  it('lets nobody but the account administer it', () => {
    const others = statements.filter((statement) => valueAt(statement, 'Sid') !== 'account');
    const actions = others.flatMap((statement) => listAt(statement, 'Action').map(String));
    expect(new Set(actions)).toEqual(
      new Set([
        'kms:Encrypt',
        'kms:Decrypt',
        'kms:ReEncrypt*',
        'kms:GenerateDataKey*',
        'kms:GenerateDataKey',
        'kms:DescribeKey',
        'kms:CreateGrant',
      ]),
    );
  });

  it('has the tag that EventBridge wants for its connections', () => {
    expect(valueAt(resourceNamed('DataKey').properties, 'Tags')).toEqual([
      { Key: 'EventBridgeApiDestinations', Value: 'true' },
    ]);
  });

  it('can be used by the state machines for what executions hold and log, and by no other role', () => {
    const using = resourcesOf('AWS::IAM::Role').filter(({ properties }) =>
      JSON.stringify(properties).includes('DataKey'),
    );
    expect(using.map(({ name }) => name)).toEqual([
      'ChangeRequestStateMachineRole',
      'CampaignStateMachineRole',
      'SweepStateMachineRole',
    ]);
  });
});

describe('queues and topics', () => {
  const policies = [...resourcesOf('AWS::SQS::QueuePolicy'), ...resourcesOf('AWS::SNS::TopicPolicy')];
  const targets = [...resourcesOf('AWS::SQS::Queue'), ...resourcesOf('AWS::SNS::Topic')];

  it.each(targets)('$name refuses calls without TLS', ({ file, name }) => {
    const policy = policies.find(
      ({ file: other, properties }) =>
        other === file &&
        [...listAt(properties, 'Queues'), ...listAt(properties, 'Topics')].some((one) => valueAt(one, 'Ref') === name),
    );
    const denials = listAt(policy?.properties, 'PolicyDocument', 'Statement').filter(
      (statement) => valueAt(statement, 'Effect') === 'Deny',
    );
    expect(denials).toHaveLength(1);
    expect(denials[0]).toMatchObject({ Principal: '*', Condition: { Bool: { 'aws:SecureTransport': false } } });
  });

  it('let alarms of the service publish, and nobody else by this policy', () => {
    const [allowed] = listAt(resourceNamed('AlarmTopicPolicy').properties, 'PolicyDocument', 'Statement');
    expect(allowed).toMatchObject({ Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: 'sns:Publish' });
    expect(valueAt(allowed, 'Condition', 'ArnLike', 'aws:SourceArn', 'Fn::Sub')).toMatch(
      /:alarm:\$\{self:custom\.name\}-\*$/,
    );
  });

  it('keep events that the bus could not encrypt or decrypt', () => {
    expect(listAt(resourceNamed('EventBus').properties, 'DeadLetterConfig', 'Fn::If')[1]).toEqual({
      Arn: { 'Fn::GetAtt': ['DeadLetterQueue', 'Arn'] },
    });
    const [allowed] = listAt(resourceNamed('DeadLetterQueuePolicy').properties, 'PolicyDocument', 'Statement');
    expect(listAt(allowed, 'Condition', 'ArnLike', 'aws:SourceArn')).toContainEqual({
      'Fn::GetAtt': ['EventBus', 'Arn'],
    });
  });
});
