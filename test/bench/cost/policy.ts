import { readFile } from 'node:fs/promises';
import { isObject, listAt } from 'embedded-aws/json.ts';
import { parse, stringify } from 'yaml';
import { SHIPPED_POLICY } from '../../shipped-policy.ts';
import { PRE_APPROVED } from './kinds.ts';

/** The shipped policy, in which one source needs no approval. */
export async function costPolicy(): Promise<string> {
  const shipped: unknown = parse(await readFile(SHIPPED_POLICY, 'utf8'));
  if (!isObject(shipped)) throw new Error(`${SHIPPED_POLICY} is no policy`);
  const rule = { name: 'pre-approved', when: { source: [PRE_APPROVED] }, preApproved: true };
  return stringify({ ...shipped, approvals: [rule, ...listAt(shipped, 'approvals')] });
}
