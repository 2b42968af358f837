import {
  type CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { type Check, missing, ok } from './finding.ts';

/** What the workflow consists of. */
const KINDS = ['AWS::StepFunctions::StateMachine', 'AWS::Lambda::Function', 'AWS::IAM::Role', 'AWS::DynamoDB::Table'];

/** Whether a deployed stack is whole. */
export function stackCheck(stacks: CloudFormationClient, stackName: string): Check {
  return {
    title: 'The stack is whole',
    async run() {
      const { Stacks = [] } = await stacks.send(new DescribeStacksCommand({ StackName: stackName }));
      const status = Stacks[0]?.StackStatus ?? 'gone';
      const pages = await Array.fromAsync(paginateListStackResources({ client: stacks }, { StackName: stackName }));
      const resources = pages.flatMap(({ StackResourceSummaries }) => StackResourceSummaries ?? []);
      const unfinished = resources.filter(({ ResourceStatus }) => !ResourceStatus?.endsWith('_COMPLETE'));
      const kinds = new Set(resources.map(({ ResourceType }) => ResourceType));
      const without = KINDS.filter((kind) => !kinds.has(kind));
      if (!/^(CREATE|UPDATE)_COMPLETE$/.test(status) || unfinished.length > 0 || without.length > 0) {
        const names = [...unfinished.map(({ LogicalResourceId }) => LogicalResourceId), ...without];
        return missing(`it is ${status}; not there: ${names.join(', ') || 'nothing'}`);
      }
      return ok(`${status}, ${resources.length} resources`);
    },
  };
}
