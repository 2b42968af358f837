import { calledTask, type MachineName, machines, statesOf } from '../statemachine/definition.ts';
import { allow, attribute, ifOwnKey, policy, sub } from './cloudformation.ts';
import { functionArn, kebabCase } from './function-names.ts';

/** CloudFormation: the role of a state machine. */
export function machineRole(name: MachineName): object {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: policy([
        {
          Effect: 'Allow',
          Principal: { Service: 'states.amazonaws.com' },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        },
      ]),
      Policies: [{ PolicyName: name, PolicyDocument: policy(statementsOf(name)) }],
    },
  };
}

function statementsOf(name: MachineName): object[] {
  const states = statesOf(machines[name]);
  const usesQueue = JSON.stringify(machines[name]).includes('DeadLetterQueueUrl');
  const isDistributed = states.some(({ state }) => state.ItemReader !== undefined);
  return [
    // X-Ray has no resource-level permissions; Step Functions samples by itself.
    allow(
      ['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'],
      '*',
    ),
    allow('lambda:InvokeFunction', taskFunctionArns(name)),
    ...(usesQueue ? [allow('sqs:SendMessage', attribute('DeadLetterQueue', 'Arn'))] : []),
    ...(isDistributed ? distributedMap(name) : []),
    ...withOwnKey(name),
    // Log delivery has no resource-level permissions.
    allow(
      [
        'logs:CreateLogDelivery',
        'logs:GetLogDelivery',
        'logs:UpdateLogDelivery',
        'logs:DeleteLogDelivery',
        'logs:ListLogDeliveries',
        'logs:PutResourcePolicy',
        'logs:DescribeResourcePolicies',
        'logs:DescribeLogGroups',
      ],
      '*',
    ),
  ];
}

/** The functions that a state machine may invoke: those of its tasks, and no other. */
export function taskFunctionArns(name: MachineName): object[] {
  return tasksOf(name).map((task) => functionArn(kebabCase(task)));
}

/** A Distributed Map starts executions of its own state machine, and reads its items from the bucket. */
function distributedMap(name: MachineName): object[] {
  const arn = (kind: string, id = '') =>
    sub(`arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:${kind}:\${self:custom.name}-${name}${id}`);
  return [
    allow('states:StartExecution', arn('stateMachine')),
    allow(['states:DescribeExecution', 'states:StopExecution', 'states:RedriveExecution'], arn('execution', '*')),
    allow('s3:GetObject', itemKeys(name)),
  ];
}

function itemKeys(name: MachineName): object[] {
  const prefixes = statesOf(machines[name]).flatMap(
    ({ state }) => /'(\w+)\/\{\}/.exec(String(state.ItemReader?.Parameters?.['Key.$']))?.[1] ?? [],
  );
  return prefixes.map((prefix) => sub(`\${Bucket.Arn}/${prefix}/*`));
}

/** What executions hold, and what is delivered to their log. */
function withOwnKey(name: MachineName): object[] {
  const machine = sub(
    `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:stateMachine:\${self:custom.name}-${name}`,
  );
  const logs = sub(`arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:*`);
  const using = (actions: string | string[], context: string, value: object) =>
    ifOwnKey(
      {
        ...allow(actions, attribute('DataKey', 'Arn')),
        Condition: { StringEquals: { [`kms:EncryptionContext:${context}`]: value } },
      },
      { Ref: 'AWS::NoValue' },
    );
  return [
    using(['kms:Decrypt', 'kms:GenerateDataKey'], 'aws:states:stateMachineArn', machine),
    using('kms:GenerateDataKey', 'SourceArn', logs),
  ];
}

/** The tasks of a state machine that call a Lambda, each once. */
export function tasksOf(name: MachineName): string[] {
  return [...new Set(statesOf(machines[name]).flatMap(({ state }) => calledTask(state) ?? []))];
}
