import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { REPLAYED_TYPES } from '../functions/domain/request/event-source.ts';
import { allow, attribute, policy, sub } from './cloudformation.ts';
import { pascalCase } from './function-names.ts';

const { functions }: { functions: Record<string, object[]> } = parse(
  readFileSync(new URL('./roles.yml', import.meta.url), 'utf8'),
);

/** The functions of the service, in order. */
export const functionNames = Object.keys(functions);

/** X-Ray has no resource-level permissions. */
const TRACING = allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*');

/** CloudFormation: a role for each function in roles.yml, and which of them a role in the management account must admit. */
export const roles = {
  Resources: Object.fromEntries(
    Object.entries(functions).map(([name, permissions]) => [`${pascalCase(name)}Role`, role(name, permissions)]),
  ),
  Outputs: {
    ContactRoleArns: {
      Description: 'The parameter ServiceRoleArns of resources/management-account-role.yml',
      Value: { 'Fn::Join': [',', functionsThatMay('account:GetAlternateContact').map(roleArn)] },
    },
  },
};

/** The functions whose roles allow this. */
export function functionsThatMay(action: string): string[] {
  return functionNames.filter((name) =>
    (functions[name] ?? []).some((permission) => actionsOf(permission).includes(action)),
  );
}

/** The roles that may put status events and ticket comments; the policy of the event bus denies them to everybody else. */
export const reporterRoleArns = rolesThatPut('Alternate Contact Change Request Status Changed');

/** The roles that may put audit events; so is it with those. */
export const auditorRoleArns = rolesThatPut('Alternate Contact Audit Recorded');

/** The roles that may say what was found in the organization; and those that may ask the workflow for a request about it. */
export const finderRoleArns = [
  ...new Set([...rolesThatPut('Alternate Contact Drift Detected'), ...rolesThatPut('Alternate Contact Sweep Ended')]),
];
export const askingRoleArns = rolesThatPut('Alternate Contact Baseline Due');

/** The types of the events that operators put on the bus. */
export const replayedTypes = Object.values(REPLAYED_TYPES);

/** The types of all events on the bus: those that anybody may put are among them. */
export const eventTypes = [...new Set([...Object.values(functions).flat().flatMap(typesOf), ...replayedTypes])];

function actionsOf(permission: object): string[] {
  return [Object(permission).Action ?? []].flat();
}

function typesOf(permission: object): string[] {
  const { Condition } = Object(permission);
  return [Condition?.['ForAllValues:StringEquals']?.['events:detail-type'] ?? []].flat();
}

function rolesThatPut(type: string): object[] {
  return Object.entries(functions)
    .filter(([, permissions]) => permissions.flatMap(typesOf).includes(type))
    .map(([name]) => roleArn(name));
}

function roleArn(name: string): object {
  return attribute(`${pascalCase(name)}Role`, 'Arn');
}

function role(name: string, permissions: object[]): object {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: policy([
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ]),
      Policies: [{ PolicyName: name, PolicyDocument: policy([TRACING, logging(name), ...permissions]) }],
    },
  };
}

/** The Serverless Framework makes the log group, so the function may not. */
function logging(name: string): object {
  const logGroup = `/aws/lambda/\${self:service}-\${sls:stage}-${name}`;
  return allow(
    ['logs:CreateLogStream', 'logs:PutLogEvents'],
    sub(`arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:${logGroup}:*`),
  );
}
