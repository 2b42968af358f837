import type { JsonObject } from 'embedded-aws/json.ts';
import { readPolicyFile } from '../schemas/policy-file.ts';
import { whoSignsIn } from '../schemas/sign-in.ts';
import { webhookSecrets } from '../schemas/webhook-secrets.ts';

export interface LocalPolicy {
  /** The policy, as the functions find it in their layer. */
  layerFiles: Record<string, string>;
  /** CloudFormation resources for the secrets of its ticket sources. */
  webhookSecrets: JsonObject;
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
    webhookSecrets: webhookSecrets(policy).Resources,
    whoSignsIn: whoSignsIn(policy),
  };
}
