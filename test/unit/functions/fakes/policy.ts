import type { Policy } from '../../../../functions/domain/policy.ts';
import { APPROVER, OTHER_APPROVER } from '../../builders.ts';

const usual: Policy = {
  allowedEmailDomains: ['example.com'],
  groups: { leads: [APPROVER, OTHER_APPROVER] },
  approvals: [{ name: 'every change', approvers: ['leads'], quorum: 1, rounds: [{ wait: '72h' }] }],
  baseline: {},
  sources: {},
};

/** Stands in for the compiled policy; tests change it in place. */
const policy: Policy = structuredClone(usual);

export function reset(): void {
  Object.assign(policy, structuredClone(usual));
}

export default policy;
