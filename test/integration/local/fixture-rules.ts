import { arnOf, echoPermission, resource } from './fixture-template.ts';

const rule = (detailType: string, target: object, condition?: string) =>
  resource(
    'AWS::Events::Rule',
    {
      EventBusName: { Ref: 'Bus' },
      EventPattern: { source: ['fixture'], 'detail-type': [detailType] },
      Targets: [{ Id: 'target', ...target }],
    },
    condition,
  );

const apiDestination = (InvocationEndpoint: string) =>
  resource('AWS::Events::ApiDestination', {
    ConnectionArn: arnOf('Connection'),
    HttpMethod: 'POST',
    InvocationEndpoint,
  });

export const RULE_CONDITIONS = {
  IsLocal: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
  IsElsewhere: { 'Fn::Not': [{ Condition: 'IsLocal' }] },
  HasTicketDesk: { 'Fn::And': [{ Condition: 'IsLocal' }, { 'Fn::Not': [{ Condition: 'IsElsewhere' }] }] },
};

/** Rules with a function and with API destinations as targets, one of them scheduled, and what these need. */
export const RULE_RESOURCES = {
  Bus: resource('AWS::Events::EventBus', { Name: 'fixture-bus' }),
  DeadLetters: resource('AWS::SQS::Queue', { QueueName: 'fixture-dead-letters' }),
  Failures: resource('AWS::SQS::Queue', { QueueName: 'fixture-failures' }),

  CallFunctionRule: rule('call function', { Arn: arnOf('EchoLambdaFunction'), InputPath: '$.detail' }),
  CallFunctionPermission: echoPermission('CallFunctionRule'),
  ScheduledRule: resource('AWS::Events::Rule', {
    Name: 'fixture-schedule',
    ScheduleExpression: 'rate(5 minutes)',
    Targets: [{ Id: 'echo', Arn: arnOf('EchoLambdaFunction'), Input: '{"text":"the schedule"}' }],
  }),
  ScheduledPermission: echoPermission('ScheduledRule'),
  EchoInvokeConfig: resource('AWS::Lambda::EventInvokeConfig', {
    FunctionName: { Ref: 'EchoLambdaFunction' },
    Qualifier: '$LATEST',
    DestinationConfig: { OnFailure: { Destination: arnOf('Failures') } },
  }),
  // A rule that does not exist may ask for what is not there.
  AbsentRule: rule('absent', { Arn: 'arn:aws:sns:us-east-1:111111111111:nowhere' }, 'IsElsewhere'),

  Connection: resource('AWS::Events::Connection', {
    AuthorizationType: 'API_KEY',
    AuthParameters: {
      ApiKeyAuthParameters: {
        ApiKeyName: 'Authorization',
        ApiKeyValue: 'Bearer {{resolve:secretsmanager:fixture/write-back/github:SecretString:token::}}',
      },
    },
  }),
  Comments: {
    ...apiDestination('https://tickets.local/github/repos/*/issues/*/comments'),
    Condition: 'HasTicketDesk',
  },
  WriteBackRule: rule(
    'write back',
    {
      Arn: arnOf('Comments'),
      RoleArn: arnOf('WriteBackRole'),
      InputTransformer: {
        InputPathsMap: { status: '$.detail.status', by: '$.detail.votes[0].by' },
        InputTemplate: '{"body": "Now <status>, says <by>"}',
      },
      HttpParameters: {
        PathParameterValues: ['$.detail.repository', '$.detail.votes[0].issue'],
        HeaderParameters: { Accept: 'application/json' },
        QueryStringParameters: { status: '$.detail.status' },
      },
      RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 },
      DeadLetterConfig: { Arn: arnOf('DeadLetters') },
    },
    'HasTicketDesk',
  ),
  WriteBackRole: resource('AWS::IAM::Role', {
    Policies: [
      {
        PolicyDocument: {
          Statement: [{ Effect: 'Allow', Action: 'events:InvokeApiDestination', Resource: arnOf('Comments') }],
        },
      },
    ],
  }),
  WithoutRoleRule: rule('without role', {
    Arn: arnOf('Comments'),
    RoleArn: arnOf('Role'),
    HttpParameters: { PathParameterValues: ['a', 'b'] },
    DeadLetterConfig: { Arn: arnOf('DeadLetters') },
  }),

  WebhookSecret: resource('AWS::SecretsManager::Secret', { Name: 'fixture/webhooks/github' }),
};
