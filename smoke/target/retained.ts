import {
  type CloudFormationClient,
  GetTemplateCommand,
  paginateListStackResources,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { isObject, objectAt, parseJson, textAt } from 'embedded-aws/json.ts';

/** A resource that stays when its stack is deleted. */
export interface Retained {
  type: string;
  /** Its name, its address or its id, whichever CloudFormation knows it by. */
  id: string;
}

/**
 * What the stack has made and would leave behind, with the logs of its functions, which late calls can make again. What it
 * found there, and so failed to make, isn't its own.
 */
export async function retainedResources(stacks: CloudFormationClient, StackName: string): Promise<Retained[]> {
  const pages = await Array.fromAsync(paginateListStackResources({ client: stacks }, { StackName }));
  const made = pages.flatMap(({ StackResourceSummaries }) => StackResourceSummaries ?? []).filter(isMade);
  // The template as it was sent, in JSON.
  const { TemplateBody = '' } = await stacks.send(new GetTemplateCommand({ StackName }));
  const template = parseJson(TemplateBody)?.value;
  const resources = isObject(template) ? objectAt(template, 'Resources') : {};
  return made.flatMap(({ LogicalResourceId = '', ResourceType: type = '', PhysicalResourceId: id = '' }) => {
    if (type === 'AWS::Lambda::Function') return [{ type: 'AWS::Logs::LogGroup', id: `/aws/lambda/${id}` }];
    const policy = textAt(objectAt(resources, LogicalResourceId), 'DeletionPolicy') ?? 'Delete';
    return policy === 'Delete' ? [] : [{ type, id }];
  });
}

function isMade({ ResourceStatus, PhysicalResourceId }: StackResourceSummary): boolean {
  const isThere = /^(CREATE|UPDATE|IMPORT)_COMPLETE$|^DELETE_SKIPPED$/.test(ResourceStatus ?? '');
  return isThere && PhysicalResourceId !== undefined;
}
