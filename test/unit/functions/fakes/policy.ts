import type { Policy } from '../../../../functions/domain/policy/policy.ts';
import { APPROVER, OTHER_APPROVER } from '../../builders.ts';

const usual: Policy = {
  allowedEmailDomains: ['example.com'],
  groups: { leads: [APPROVER, OTHER_APPROVER] },
  approvals: [{ name: 'every change', approvers: ['leads'], quorum: 1, rounds: [{ wait: '72h' }] }],
  baseline: {},
  sources: {},
};

/** Stands in for `functions/runtime/policy.ts`; tests change it in place. */
export const policy: Policy = structuredClone(usual);

export function reset(): void {
  for (const key of Object.keys(policy)) Reflect.deleteProperty(policy, key);
  Object.assign(policy, structuredClone(usual));
}
