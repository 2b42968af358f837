import { HIGH_LIMITS } from '../../high-limits.ts';
import { SYSTEMS } from './cases.ts';

/** Pre-approves the requests of one system, and has all others approved by one person. */
export const ROLLOUT_POLICY = `allowedEmailDomains: [example.com]
${HIGH_LIMITS}
approvals:
  - { name: rollout, when: { source: [${SYSTEMS.preApproved}] }, preApproved: true }
  - { name: every change, approvers: [approver-1@example.com], quorum: 1, rounds: [{ wait: 72h }] }
`;
