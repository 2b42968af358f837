import {
  asList,
  isObject,
  type JsonObject,
  resourcesOf,
  type Template,
  valueAt,
} from '../../../resources/validation/template.ts';
import { machineStates } from '../definition.ts';
import type { Call } from './calls.ts';
import { arn, Resolver } from './resolver.ts';

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/xray-iam.html */
const TRACING = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
];

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html */
const LOGGING = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];

/** What state machines call: their tasks, and what their settings make Step Functions do in their names. */
export function machineCalls(template: Template): Call[] {
  return resourcesOf(template, 'AWS::StepFunctions::StateMachine').flatMap(({ id, properties }) => {
    const by = String(asList(valueAt(properties['RoleArn'], 'Fn::GetAtt'))[0]);
    const isTraced = valueAt(properties, 'TracingConfiguration', 'Enabled') === true;
    const isLogged = valueAt(properties, 'LoggingConfiguration', 'Level') !== undefined;
    return [
      ...taskCalls(properties, new Resolver(template)).map((call) => ({ by, ...call })),
      ...mapCalls(template, id, properties).map((call) => ({ by, ...call })),
      ...[...(isTraced ? TRACING : []), ...(isLogged ? LOGGING : [])].map((action) => ({ by, action, resource: '*' })),
      ...encryptionCalls(template, id, properties).map((call) => ({ by, ...call })),
    ];
  });
}

function taskCalls({ Definition, DefinitionSubstitutions }: JsonObject, resolver: Resolver): Omit<Call, 'by'>[] {
  const substitution = (text: unknown) => valueAt(DefinitionSubstitutions, String(text).replace(/^\$\{|\}$/g, ''));
  return machineStates({ Definition })
    .filter(({ state }) => state.Type === 'Task')
    .map(({ state: { Resource = '', Parameters } }) => {
      if (!Resource.includes(':sqs:'))
        return {
          action: 'lambda:InvokeFunction',
          resource: resolver.text(substitution(Parameters?.['FunctionName'] ?? Resource)),
        };
      const queue = valueAt(substitution(Parameters?.['QueueUrl']), 'Ref');
      return { action: 'sqs:SendMessage', resource: resolver.arnOf(String(queue)) };
    });
}

/**
 * A distributed Map reads what it goes through from the bucket, and starts and looks after executions of the same state machine.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
 */
function mapCalls(template: Template, id: string, properties: JsonObject): Omit<Call, 'by'>[] {
  const resolver = new Resolver(template);
  const machine = resolver.arnOf(id);
  return machineStates(properties).flatMap(({ state: { ItemReader, Label } }) => {
    if (!ItemReader) return [];
    const [, folder] = /'(\w+)\//.exec(String(ItemReader.Parameters['Key.$'])) ?? [];
    const execution = machine.replace(':stateMachine:', ':execution:');
    return [
      { action: 's3:GetObject', resource: `${resolver.arnOf('Bucket')}/${folder}/one` },
      { action: 'states:StartExecution', resource: machine },
      ...['states:DescribeExecution', 'states:StopExecution'].map((action) => ({
        action,
        resource: `${execution}/${Label}:one`,
      })),
      { action: 'states:RedriveExecution', resource: `${execution}/${Label}:one` },
    ];
  });
}

/**
 * With a key of the account, executions are encrypted, and so is what is delivered to the log.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
 */
function encryptionCalls(template: Template, id: string, { EncryptionConfiguration }: JsonObject): Omit<Call, 'by'>[] {
  const resolver = new Resolver(template);
  const configuration = resolver.resolve(EncryptionConfiguration);
  if (!isObject(configuration) || configuration['KmsKeyId'] === undefined) return [];
  const resource = String(configuration['KmsKeyId']);
  const ofMachine = { 'kms:EncryptionContext:aws:states:stateMachineArn': [resolver.arnOf(id)] };
  const ofLog = { 'kms:EncryptionContext:SourceArn': [arn('logs', '*')] };
  return [
    ...['kms:Decrypt', 'kms:GenerateDataKey'].map((action) => ({ action, resource, context: ofMachine })),
    { action: 'kms:GenerateDataKey', resource, context: ofLog },
  ];
}
