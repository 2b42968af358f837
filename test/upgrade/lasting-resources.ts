import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import type { TestStack } from '../integration/stack.ts';

/** The type of a resource and, where a template names it, its name. */
export interface LastingResource {
  type: string;
  name?: string;
}

/** Types of what waiting executions, mailed links and evidence refer to, and whether the template names them. */
const LASTING: Record<string, { isNamed: boolean }> = {
  'AWS::ApiGatewayV2::Api': { isNamed: false },
  'AWS::DynamoDB::Table': { isNamed: true },
  'AWS::Events::EventBus': { isNamed: true },
  'AWS::KMS::Alias': { isNamed: true },
  'AWS::KMS::Key': { isNamed: false },
  'AWS::StepFunctions::StateMachine': { isNamed: true },
};

/** The queue that the workflow keeps events in, and the role that executions keep. */
const LASTING_IDS = ['DeadLetterQueue', 'ChangeRequestStateMachineRole'];

/** The resources of a stack that must stay what they are as long as requests wait, by their logical ids. */
export async function lastingResources({ client }: TestStack): Promise<Record<string, LastingResource>> {
  const settings = { client: new CloudFormationClient(client) };
  const pages = await Array.fromAsync(paginateListStackResources(settings, { StackName: 'alternate-contacts-local' }));
  const resources = pages.flatMap(({ StackResourceSummaries = [] }) => StackResourceSummaries);
  return Object.fromEntries(
    resources.flatMap(({ LogicalResourceId: id = '', PhysicalResourceId, ResourceType: type = '' }) => {
      const lasting = LASTING[type];
      if (!lasting && !LASTING_IDS.includes(id)) return [];
      return [[id, { type, ...(lasting?.isNamed && PhysicalResourceId && { name: PhysicalResourceId }) }]];
    }),
  );
}
