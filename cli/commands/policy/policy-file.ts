import type { Policy } from '../../../functions/domain/policy/policy.ts';
import { visibleLine } from '../../../functions/wording/visible-text.ts';
import validate from '../../../schemas/compiled/policy-schema.js';
import { PolicyError } from '../../../schemas/policy/policy-error.ts';
import { readPolicy } from '../../../schemas/read-policy.ts';
import { WrongPolicyError } from '../../errors.ts';
import { decoded, readBytes } from '../../input/text-file.ts';

/**
 * The policy in a file.
 * @throws UsageError when the file cannot be read, or is not a policy that can be used; then with every problem.
 */
export async function readPolicyFile(path: string): Promise<Policy> {
  const text = decoded(await readBytes(path, 'there is no such file, choose another with --policy'), path);
  try {
    return readPolicy(path, text, validate);
  } catch (error) {
    if (error instanceof PolicyError) throw new WrongPolicyError(visibleLine(path), error.message.split('\n'));
    throw error;
  }
}
