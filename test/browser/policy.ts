import { APPROVER, OTHER_APPROVER } from '../integration/requester.ts';

/** An address of SES's mailbox simulator: every mail to it bounces. */
export const UNREACHABLE = 'bounce@simulator.amazonses.com';

/** OPERATIONS contacts need two approvals from three approvers, one of whom cannot be reached; others need one. */
export const TWO_APPROVALS_POLICY = `
allowedEmailDomains: [example.com]
approvals:
  - name: operations contacts
    when: { alternateContactType: [OPERATIONS] }
    approvers: [${APPROVER}, ${OTHER_APPROVER}, ${UNREACHABLE}]
    quorum: 2
    rounds: [{ wait: 72h }]
  - name: every change
    approvers: [${APPROVER}, ${OTHER_APPROVER}]
    quorum: 1
    rounds: [{ wait: 72h }]
`;
