import { APPROVER, OTHER_APPROVER } from '../integration/requester.ts';

/** An address of SES's mailbox simulator: every mail to it bounces. */
export const UNREACHABLE = 'bounce@simulator.amazonses.com';

/** Where the requests come from whose votes need a one-time code, or a sign-in. */
export const CODE_DESK = 'code-desk';
export const SIGN_IN_DESK = 'sign-in-desk';

const CONFIRM_RULES = `
  - name: with a code
    when: { source: [${CODE_DESK}] }
    approvers: [${APPROVER}, ${OTHER_APPROVER}]
    quorum: 1
    confirm: code
    rounds: [{ wait: 72h }]
  - name: by signing in
    when: { source: [${SIGN_IN_DESK}] }
    approvers: [${APPROVER}, ${OTHER_APPROVER}]
    quorum: 1
    confirm: signIn
    rounds: [{ wait: 72h }]`;

/**
 * OPERATIONS contacts need two approvals from three approvers, one of whom cannot be reached; others need one. Some votes
 * need more than the link. A ticket's webhook holds its request as it is.
 */
export const TWO_APPROVALS_POLICY = `
allowedEmailDomains: [example.com]
approvals:${CONFIRM_RULES}
  - name: operations contacts
    when: { alternateContactType: [OPERATIONS] }
    approvers: [${APPROVER}, ${OTHER_APPROVER}, ${UNREACHABLE}]
    quorum: 2
    rounds: [{ wait: 72h }]
  - name: every change
    approvers: [${APPROVER}, ${OTHER_APPROVER}]
    quorum: 1
    rounds: [{ wait: 72h }]
sources:
  jira:
    proof: { kind: hmac-sha256, header: X-Hub-Signature }
    reference: reference
    url: url
    mapping: request
  github:
    proof: { kind: hmac-sha256, header: X-Hub-Signature-256 }
    reference: reference
    url: url
    mapping: request
`;
