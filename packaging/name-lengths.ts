/** A property that names a resource, and how many characters AWS takes there. */
interface NameLimit {
  property: string;
  limit: number;
}

/**
 * The names that hold the stage, by type of resource.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html and the pages of the other types' APIs
 */
export const NAME_LIMITS: Record<string, NameLimit> = {
  'AWS::ApiGatewayV2::Api': { property: 'Name', limit: 128 },
  'AWS::CloudWatch::Alarm': { property: 'AlarmName', limit: 255 },
  'AWS::CloudWatch::Dashboard': { property: 'DashboardName', limit: 255 },
  'AWS::DynamoDB::Table': { property: 'TableName', limit: 255 },
  'AWS::Events::ApiDestination': { property: 'Name', limit: 64 },
  'AWS::Events::Connection': { property: 'Name', limit: 64 },
  'AWS::Events::EventBus': { property: 'Name', limit: 256 },
  'AWS::Events::EventBusPolicy': { property: 'StatementId', limit: 64 },
  'AWS::Events::Rule': { property: 'Name', limit: 64 },
  'AWS::IAM::Role': { property: 'RoleName', limit: 64 },
  'AWS::KMS::Alias': { property: 'AliasName', limit: 256 },
  'AWS::Lambda::Function': { property: 'FunctionName', limit: 64 },
  'AWS::Lambda::LayerVersion': { property: 'LayerName', limit: 140 },
  'AWS::Logs::LogGroup': { property: 'LogGroupName', limit: 512 },
  'AWS::S3::Bucket': { property: 'BucketName', limit: 63 },
  'AWS::SES::ConfigurationSet': { property: 'Name', limit: 64 },
  'AWS::SNS::Topic': { property: 'TopicName', limit: 256 },
  'AWS::SQS::Queue': { property: 'QueueName', limit: 80 },
  'AWS::SSM::Parameter': { property: 'Name', limit: 1011 },
  'AWS::SecretsManager::Secret': { property: 'Name', limit: 512 },
  'AWS::StepFunctions::StateMachine': { property: 'StateMachineName', limit: 80 },
};

/** What is read of a resource of a compiled template. */
export interface NamedResource {
  Type: string;
  Properties?: Record<string, unknown>;
}

/** What is wrong when the stage makes a name longer than AWS takes: the first such name, and how long a stage may be. */
export function stageLengthProblem(resources: Record<string, NamedResource>, stage: string): string | undefined {
  const names = Object.entries(resources).flatMap(([logicalId, resource]) => nameOf(logicalId, resource) ?? []);
  const tooLong = names.find(({ name, limit }) => name.length > limit);
  if (!tooLong) return undefined;
  const { logicalId, type, name, limit } = tooLong;
  const longest = Math.min(...names.filter((each) => each.name.includes(stage)).map((each) => roomIn(each, stage)));
  return (
    `the stage ${stage} is too long: ${logicalId} (${type}) would be called ${name}, ${name.length} characters, ` +
    `and AWS takes ${limit}; choose a stage of at most ${longest} characters`
  );
}

function nameOf(logicalId: string, { Type: type, Properties = {} }: NamedResource) {
  const known = NAME_LIMITS[type];
  const name = known && textOf(Properties[known.property]);
  return known && name !== undefined ? { logicalId, type, name, limit: known.limit } : undefined;
}

/** With the id of an account and the longest name of a region. */
function textOf(name: unknown): string | undefined {
  const text = Object(name)['Fn::Sub'] ?? name;
  if (typeof text !== 'string') return undefined;
  return text.replaceAll(/\$\{AWS::AccountId\}/g, '123456789012').replaceAll(/\$\{AWS::Region\}/g, 'ap-southeast-2');
}

/** How long the stage may be for this name. */
function roomIn({ name, limit }: { name: string; limit: number }, stage: string): number {
  return limit - (name.length - stage.length);
}
