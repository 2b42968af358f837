import { AwsCallError } from '../errors.ts';

/**
 * The answer of a call to AWS; `action` is what an IAM policy must allow for it.
 * @throws AwsCallError when the call fails.
 */
export async function call<Answer>(action: string, send: () => Promise<Answer>): Promise<Answer> {
  try {
    return await send();
  } catch (error) {
    throw new AwsCallError(action, { cause: error });
  }
}
