import { AwsCallError } from '../errors.ts';

/**
 * Makes a call to AWS; `action` is its name in an IAM policy.
 * @throws AwsCallError when the call fails.
 */
export async function call<Answer>(action: string, send: () => Promise<Answer>): Promise<Answer> {
  try {
    return await send();
  } catch (error) {
    // The credentials for a call may take another call.
    if (error instanceof AwsCallError) throw error;
    throw new AwsCallError(action, { cause: error });
  }
}
