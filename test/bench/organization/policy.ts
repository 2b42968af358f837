import { HIGH_LIMITS } from '../../high-limits.ts';
import { APPROVER } from '../../integration/requester.ts';

/** Has one person approve every request, and wants one contact in every account. */
export const ORGANIZATION_POLICY = `allowedEmailDomains: [example.com]
${HIGH_LIMITS}
approvals:
  - { name: every change, approvers: [${APPROVER}], quorum: 1, rounds: [{ wait: 72h }] }
baseline:
  default:
    SECURITY: { name: Security operations, title: Security, emailAddress: security@example.com, phoneNumber: +1 555 0100 }
`;
