import type { Policy } from '../functions/domain/policy.ts';
import validate from '../schemas/compiled/policy-schema.js';
import { PolicyError, readPolicy } from '../schemas/read-policy.ts';
import { WrongPolicyError } from './errors.ts';
import { visibleLine } from './terminal-text.ts';
import { decoded, readBytes } from './text-file.ts';

/**
 * The policy in a file, if all of it holds.
 * @throws UsageError when it cannot be read, or naming everything that is wrong with its line.
 */
export async function readPolicyFile(path: string): Promise<Policy> {
  const text = decoded(await readBytes(path, 'there is no such file, --policy names another'), path);
  try {
    return readPolicy(path, text, validate);
  } catch (error) {
    if (error instanceof PolicyError) throw new WrongPolicyError(visibleLine(path), error.message.split('\n'));
    throw error;
  }
}
