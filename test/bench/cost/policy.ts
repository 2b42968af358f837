import { readFile } from 'node:fs/promises';
import { isObject, listAt, objectAt } from 'embedded-aws/json.ts';
import { parse, stringify } from 'yaml';
import { APPROVER, OTHER_APPROVER } from '../../integration/requester.ts';
import { SHIPPED_POLICY } from '../../shipped-policy.ts';

/** `usual`: who gets which mails is as shipped. `economical`: no mail that is not needed. */
export type CostPolicy = 'usual' | 'economical';

/** `source.system` of the requests that the policy pre-approves. */
export const PRE_APPROVED = 'cost-pre-approved';

/** `source.system` of the requests of which one approver is asked at first. */
export const ONE_FIRST = 'cost-one-first';

/** The ticket system of the benchmark. */
const TICKETS = 'servicenow';

/** The shipped policy, in which one source needs no approval, and with the mails that are wanted. */
export async function costPolicy(mails: CostPolicy): Promise<string> {
  const shipped: unknown = parse(await readFile(SHIPPED_POLICY, 'utf8'));
  if (!isObject(shipped)) throw new Error(`${SHIPPED_POLICY} is no policy`);
  const rule = { name: 'pre-approved', when: { source: [PRE_APPROVED] }, preApproved: true };
  const policy = { ...shipped, approvals: [rule, ...listAt(shipped, 'approvals')] };
  if (mails === 'usual') return stringify(policy);
  const sources = objectAt(shipped, 'sources');
  const ticket = { ...objectAt(sources, TICKETS), mailRequester: false };
  const notices = { pending: 'claimed', decided: 'nobody' };
  const rounds = [{ wait: '24h' }, { wait: '48h', escalateTo: [OTHER_APPROVER] }];
  const first = { name: 'one first', when: { source: [ONE_FIRST] }, approvers: [APPROVER], quorum: 1, rounds };
  const approvals = [first, ...policy.approvals];
  return stringify({ ...policy, approvals, notices, sources: { ...sources, [TICKETS]: ticket } });
}
