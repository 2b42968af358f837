import { textAt } from '../json.ts';
import { uuidOf } from '../template/resource-kinds.ts';
import type { PreparedState } from './prepare-definition.ts';

/** The label of a distributed Map; one without a label gets one, which is always the same. */
export function labelOf({ name, fields }: PreparedState): string {
  return textAt(fields, 'Label') ?? uuidOf(name);
}
