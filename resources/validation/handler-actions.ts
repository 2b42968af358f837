/**
 * What CloudFormation calls, in the name of whoever deploys, to make, read, change and remove a resource of each type, as far
 * as the templates use it: `handlers` of the type's schema, and what its service wants besides.
 * @see https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html#schema-properties-handlers
 */
export const HANDLER_ACTIONS: Record<string, string[]> = {
  'AWS::ApiGatewayV2::Api': ofHttpApis(),
  'AWS::ApiGatewayV2::Integration': ofHttpApis(),
  'AWS::ApiGatewayV2::Route': ofHttpApis(),
  'AWS::ApiGatewayV2::Stage': [
    ...ofHttpApis(),
    'iam:CreateServiceLinkedRole',
    ...named('logs', 'CreateLogDelivery DeleteLogDelivery DescribeLogGroups DescribeResourcePolicies'),
    ...named('logs', 'GetLogDelivery ListLogDeliveries PutResourcePolicy UpdateLogDelivery'),
  ],
  'AWS::CloudWatch::Alarm': named(
    'cloudwatch',
    'DeleteAlarms DescribeAlarms ListTagsForResource PutMetricAlarm TagResource UntagResource',
  ),
  'AWS::CloudWatch::Dashboard': named('cloudwatch', 'DeleteDashboards GetDashboard PutDashboard'),
  'AWS::DynamoDB::Table': [
    ...named('dynamodb', 'CreateTable DeleteTable DescribeContinuousBackups DescribeContributorInsights'),
    ...named('dynamodb', 'DescribeKinesisStreamingDestination DescribeTable DescribeTimeToLive GetResourcePolicy'),
    ...named(
      'dynamodb',
      'ListTagsOfResource TagResource UntagResource UpdateContinuousBackups UpdateTable UpdateTimeToLive',
    ),
    ...named('kms', 'CreateGrant Decrypt DescribeKey Encrypt'),
  ],
  'AWS::Events::ApiDestination': named(
    'events',
    'CreateApiDestination DeleteApiDestination DescribeApiDestination UpdateApiDestination',
  ),
  'AWS::Events::Connection': [
    ...named('events', 'CreateConnection DeleteConnection DescribeConnection UpdateConnection'),
    'iam:CreateServiceLinkedRole',
    ...named('secretsmanager', 'CreateSecret DeleteSecret GetSecretValue PutSecretValue UpdateSecret'),
    ...named('kms', 'Decrypt DescribeKey GenerateDataKey'),
  ],
  'AWS::Events::EventBus': [
    ...named('events', 'CreateEventBus DeleteEventBus DescribeEventBus ListTagsForResource'),
    ...named('events', 'PutPermission TagResource UntagResource UpdateEventBus'),
    'kms:DescribeKey',
  ],
  'AWS::Events::EventBusPolicy': named('events', 'DescribeEventBus PutPermission RemovePermission'),
  'AWS::Events::Rule': [
    ...named('events', 'DeleteRule DescribeRule ListTagsForResource ListTargetsByRule PutRule PutTargets'),
    ...named('events', 'RemoveTargets TagResource UntagResource'),
    'iam:PassRole',
  ],
  'AWS::IAM::Role': [
    ...named('iam', 'CreateRole DeleteRole DeleteRolePolicy GetRole GetRolePolicy ListAttachedRolePolicies'),
    ...named(
      'iam',
      'ListRolePolicies PutRolePolicy TagRole UntagRole UpdateAssumeRolePolicy UpdateRole UpdateRoleDescription',
    ),
  ],
  'AWS::KMS::Alias': named('kms', 'CreateAlias DeleteAlias UpdateAlias'),
  'AWS::KMS::Key': [
    ...named('kms', 'CreateKey DescribeKey DisableKey DisableKeyRotation EnableKey EnableKeyRotation GetKeyPolicy'),
    ...named('kms', 'GetKeyRotationStatus ListResourceTags PutKeyPolicy ScheduleKeyDeletion TagResource UntagResource'),
    'kms:UpdateKeyDescription',
  ],
  'AWS::Lambda::EventInvokeConfig': named(
    'lambda',
    'DeleteFunctionEventInvokeConfig GetFunctionEventInvokeConfig PutFunctionEventInvokeConfig UpdateFunctionEventInvokeConfig',
  ),
  'AWS::Lambda::Function': [
    ...named(
      'lambda',
      'CreateFunction DeleteFunction DeleteFunctionConcurrency GetFunction GetFunctionCodeSigningConfig',
    ),
    ...named('lambda', 'GetFunctionConfiguration GetLayerVersion GetRuntimeManagementConfig ListTags'),
    ...named(
      'lambda',
      'PutFunctionConcurrency TagResource UntagResource UpdateFunctionCode UpdateFunctionConfiguration',
    ),
    'iam:PassRole',
    's3:GetObject',
  ],
  'AWS::Lambda::LayerVersion': [
    ...named('lambda', 'DeleteLayerVersion GetLayerVersion PublishLayerVersion'),
    's3:GetObject',
  ],
  'AWS::Lambda::Permission': named('lambda', 'AddPermission GetPolicy RemovePermission'),
  'AWS::Logs::LogGroup': [
    ...named('logs', 'AssociateKmsKey CreateLogGroup DeleteLogGroup DeleteRetentionPolicy DescribeLogGroups'),
    ...named('logs', 'DisassociateKmsKey GetDataProtectionPolicy ListTagsForResource PutRetentionPolicy'),
    ...named('logs', 'TagResource UntagResource'),
  ],
  'AWS::Logs::MetricFilter': named('logs', 'DeleteMetricFilter DescribeMetricFilters PutMetricFilter'),
  'AWS::S3::Bucket': [
    ...named('s3', 'CreateBucket DeleteBucket ListBucket GetBucketTagging PutBucketTagging'),
    ...named('s3', 'GetBucketOwnershipControls GetBucketPublicAccessBlock GetEncryptionConfiguration'),
    ...named('s3', 'GetLifecycleConfiguration PutBucketOwnershipControls PutBucketPublicAccessBlock'),
    ...named('s3', 'PutEncryptionConfiguration PutLifecycleConfiguration'),
  ],
  'AWS::S3::BucketPolicy': named('s3', 'DeleteBucketPolicy GetBucketPolicy PutBucketPolicy'),
  'AWS::SecretsManager::Secret': [
    ...named('secretsmanager', 'CreateSecret DeleteSecret DescribeSecret GetRandomPassword GetSecretValue'),
    ...named('secretsmanager', 'TagResource UntagResource UpdateSecret'),
    ...named('kms', 'Decrypt GenerateDataKey'),
  ],
  'AWS::SES::ConfigurationSet': named(
    'ses',
    'CreateConfigurationSet DeleteConfigurationSet GetConfigurationSet ListTagsForResource TagResource UntagResource',
  ),
  'AWS::SES::ConfigurationSetEventDestination': [
    ...named('ses', 'CreateConfigurationSetEventDestination DeleteConfigurationSetEventDestination'),
    ...named('ses', 'GetConfigurationSetEventDestinations UpdateConfigurationSetEventDestination'),
  ],
  'AWS::SNS::Topic': [
    ...named('sns', 'CreateTopic DeleteTopic GetDataProtectionPolicy GetTopicAttributes ListSubscriptionsByTopic'),
    ...named('sns', 'ListTagsForResource SetTopicAttributes TagResource UntagResource'),
  ],
  'AWS::SNS::TopicPolicy': named('sns', 'SetTopicAttributes'),
  'AWS::SQS::Queue': named(
    'sqs',
    'CreateQueue DeleteQueue GetQueueAttributes GetQueueUrl ListQueueTags SetQueueAttributes TagQueue UntagQueue',
  ),
  'AWS::SQS::QueuePolicy': named('sqs', 'GetQueueAttributes SetQueueAttributes'),
  'AWS::SSM::Parameter': [
    ...named('ssm', 'AddTagsToResource DeleteParameter DescribeParameters GetParameters ListTagsForResource'),
    ...named('ssm', 'PutParameter RemoveTagsFromResource'),
  ],
  'AWS::StepFunctions::StateMachine': [
    ...named('states', 'CreateStateMachine DeleteStateMachine DescribeStateMachine ListTagsForResource'),
    ...named('states', 'TagResource UntagResource UpdateStateMachine'),
    'iam:PassRole',
    ...named('kms', 'Decrypt DescribeKey GenerateDataKey'),
  ],
};

/** What the Serverless Framework and the documented commands call themselves. */
export const DEPLOYMENT_ACTIONS = [
  ...named(
    'cloudformation',
    'CreateChangeSet CreateStack DeleteChangeSet DeleteStack DescribeChangeSet DescribeStackEvents',
  ),
  ...named('cloudformation', 'DescribeStackResource DescribeStacks ExecuteChangeSet GetTemplate ListStackResources'),
  ...named('cloudformation', 'ListStacks UpdateStack ValidateTemplate'),
  ...named('s3', 'DeleteObject DeleteObjectVersion GetObject ListBucket ListBucketVersions PutObject'),
  'lambda:GetFunction',
  'apigateway:GET',
];

function ofHttpApis(): string[] {
  return named('apigateway', 'DELETE GET PATCH POST PUT');
}

function named(service: string, actions: string): string[] {
  return actions.split(' ').map((action) => `${service}:${action}`);
}
