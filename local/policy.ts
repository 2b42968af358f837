import { readPolicyFile } from '../schemas/policy-file.ts';
import { whoSignsIn } from '../schemas/sign-in.ts';

export interface LocalPolicy {
  /** The policy, as the functions find it in their layer. */
  layerFiles: Record<string, string>;
  /** The names of its ticket sources. */
  webhookSources: string[];
  /** See `whoSignsIn`. */
  whoSignsIn: string[];
}

/**
 * Reads and checks a policy.
 * @throws PolicyError that says what to correct, and where
 */
export async function readLocalPolicy(path: string): Promise<LocalPolicy> {
  const policy = await readPolicyFile(path);
  return {
    layerFiles: { '/opt/policy.json': JSON.stringify(policy) },
    webhookSources: Object.keys(policy.sources ?? {}),
    whoSignsIn: whoSignsIn(policy),
  };
}
