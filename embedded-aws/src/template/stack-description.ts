import { isObject, type JsonObject, objectAt, textAt } from '../json.ts';
import type { Template } from './template.ts';

/** What CloudFormation tells about a stack. */
export interface StackDescription {
  name: string;
  id: string;
  resources: { logicalId: string; type: string; physicalId: string }[];
  /** A value that nobody may read is masked. */
  parameters: { key: string; value: string }[];
  outputs: { key: string; value: string; description: string | undefined; exportName: string | undefined }[];
}

/** Describes the stack that a template makes. */
export function describeStack(template: Template): StackDescription {
  const { stackName: name, stackId: id } = template;
  const outputs = Object.entries(template.outputs()).flatMap(([key, output]) =>
    isObject(output) ? [describeOutput(key, output)] : [],
  );
  const parameters = Object.entries(template.parameters()).map(([key, { value, isSecret }]) => ({
    key,
    value: isSecret ? '****' : value,
  }));
  return { name, id, resources: template.physicalResources(), parameters, outputs };
}

function describeOutput(key: string, output: JsonObject): StackDescription['outputs'][number] {
  return {
    key,
    value: String(output['Value']),
    description: textAt(output, 'Description'),
    exportName: textAt(objectAt(output, 'Export'), 'Name'),
  };
}
