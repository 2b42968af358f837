import { currentDate } from '../clock/clock.ts';
import { AwsError } from '../endpoint/aws-error.ts';
import { pageOf } from '../endpoint/paging.ts';
import { queryResponse, toXml } from '../endpoint/query-protocol.ts';
import type { RawResponse, Service } from '../endpoint/service.ts';
import { type JsonObject, textAt } from '../json.ts';
import type { StackDescription } from '../template/stack-description.ts';

const NAMESPACE = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';
const PAGE_SIZE = 100;

/** The CloudFormation API, as far as it tells about the one stack that there is, which is complete. */
export function createCloudformationService(stack: StackDescription): Service {
  const createdAt = currentDate().toISOString();
  const operation = (run: (input: JsonObject) => RawResponse) => ({ resources: () => [stack.id], run });
  return {
    name: 'cloudformation',
    actionPrefix: 'cloudformation',
    errorStatuses: {},
    operations: {
      DescribeStacks: operation((input) => {
        if (input['StackName'] !== undefined) checkStack(stack, input);
        return answer('DescribeStacks', { Stacks: [describe(stack, createdAt)] });
      }),
      ListStackResources: operation((input) => {
        checkStack(stack, input);
        return answer('ListStackResources', listResources(stack, input, createdAt));
      }),
    },
  };
}

function checkStack({ name, id }: StackDescription, input: JsonObject): void {
  const wanted = textAt(input, 'StackName') ?? '';
  if ([name, id].includes(wanted)) return;
  const message = wanted === '' ? 'StackName must not be null' : `Stack with id ${wanted} does not exist`;
  throw new AwsError('ValidationError', message);
}

function describe({ name, id, parameters, outputs }: StackDescription, createdAt: string): JsonObject {
  return {
    StackId: id,
    StackName: name,
    CreationTime: createdAt,
    StackStatus: 'CREATE_COMPLETE',
    DisableRollback: false,
    EnableTerminationProtection: false,
    Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
    Parameters: parameters.map(({ key, value }) => ({ ParameterKey: key, ParameterValue: value })),
    Outputs: outputs.map(({ key, value, description, exportName }) => ({
      OutputKey: key,
      OutputValue: value,
      ...(description === undefined ? {} : { Description: description }),
      ...(exportName === undefined ? {} : { ExportName: exportName }),
    })),
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}

function listResources({ resources }: StackDescription, input: JsonObject, createdAt: string): JsonObject {
  const invalid = new AwsError('ValidationError', 'The NextToken is not valid');
  const { items, nextToken } = pageOf(resources, PAGE_SIZE, textAt(input, 'NextToken'), invalid);
  const StackResourceSummaries = items.map(({ logicalId, physicalId, type }) => ({
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    LastUpdatedTimestamp: createdAt,
    ResourceStatus: 'CREATE_COMPLETE',
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  }));
  return { StackResourceSummaries, ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
}

function answer(operation: string, result: JsonObject): RawResponse {
  return queryResponse(operation, NAMESPACE, toXml(result));
}
