import { type MachineName, machines } from '../statemachine/definition.ts';
import { attribute, ifOwnKey } from './cloudformation.ts';
import { functionArn, kebabCase, pascalCase } from './function-names.ts';
import { machineRole, tasksOf } from './state-machine-roles.ts';

const NAMES: MachineName[] = ['change-request', 'campaign', 'sweep'];

/** What the definitions' `${…}` stand for. */
export const definitionSubstitutions = {
  Partition: { Ref: 'AWS::Partition' },
  DeadLetterQueueUrl: { Ref: 'DeadLetterQueue' },
  BucketName: { Ref: 'Bucket' },
  ...Object.fromEntries(NAMES.flatMap(tasksOf).map((task) => [`${task}FunctionArn`, functionArn(kebabCase(task))])),
};

/** CloudFormation: each state machine, and its role. */
export const stateMachines = { Resources: Object.assign({}, ...NAMES.map(resourcesOf)) };

/** The logical id of a state machine. */
export function machineId(name: MachineName): string {
  return `${pascalCase(name)}StateMachine`;
}

function resourcesOf(name: MachineName): Record<string, object> {
  return {
    [machineId(name)]: stateMachine(name),
    [`${machineId(name)}Role`]: machineRole(name),
  };
}

function stateMachine(name: MachineName): object {
  return {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: {
      StateMachineName: `\${self:custom.name}-${name}`,
      StateMachineType: 'STANDARD',
      RoleArn: attribute(`${machineId(name)}Role`, 'Arn'),
      Definition: machines[name],
      DefinitionSubstitutions: substitutionsOf(name),
      LoggingConfiguration: {
        Level: { Ref: 'WorkflowLogLevel' },
        // Execution data holds contact details.
        IncludeExecutionData: false,
        Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: attribute('ChangeRequestLogGroup', 'Arn') } }],
      },
      TracingConfiguration: { Enabled: true },
      EncryptionConfiguration: ifOwnKey(
        {
          Type: 'CUSTOMER_MANAGED_KMS_KEY',
          KmsKeyId: attribute('DataKey', 'Arn'),
          KmsDataKeyReusePeriodSeconds: 300,
        },
        { Type: 'AWS_OWNED_KEY' },
      ),
    },
  };
}

/** Those that the definition uses: CloudFormation refuses others. */
function substitutionsOf(name: MachineName): object {
  const text = JSON.stringify(machines[name]);
  return Object.fromEntries(
    Object.entries(definitionSubstitutions).filter(([variable]) => text.includes(`\${${variable}}`)),
  );
}
