import { readFileSync } from 'node:fs';
import type { Policy } from '../domain/policy/policy.ts';
import { environmentVariable } from './environment.ts';

/** The policy that is deployed, checked and compiled to JSON. It is a file of its own, so that another one changes no code. */
export const policy: Policy = readPolicy(environmentVariable('POLICY_FILE_PATH'));

/** @throws Error when there is no such file, or it is not JSON. */
function readPolicy(path: string): Policy {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Error(`the compiled policy cannot be read from ${path}, which POLICY_FILE_PATH names`, { cause });
  }
}
