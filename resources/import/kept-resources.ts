import { asList, isObject, valueAt } from '../validation/template.ts';
import { ImportRefusedError } from './import-refused-error.ts';

/** What stayed of a deleted stack. */
export interface KeptResource {
  LogicalResourceId: string;
  PhysicalResourceId: string;
}

/**
 * What a deleted stack has kept, as `aws cloudformation list-stack-resources` lists it, in JSON.
 * @throws ImportRefusedError if the text is something else
 */
export function keptResources(text: string): KeptResource[] {
  const summaries = valueAt(parsed(text), 'StackResourceSummaries');
  const kept = asList(summaries).filter((summary) => valueAt(summary, 'ResourceStatus') === 'DELETE_SKIPPED');
  if (!Array.isArray(summaries) || !kept.every(isKept)) {
    throw new ImportRefusedError(
      'the file is not what `aws cloudformation list-stack-resources --output json` prints: see docs/deploy.md',
    );
  }
  return kept;
}

function isKept(value: unknown): value is KeptResource {
  const names = ['LogicalResourceId', 'PhysicalResourceId'];
  return isObject(value) && names.every((name) => typeof value[name] === 'string');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
