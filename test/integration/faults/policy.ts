import { APPROVER, OTHER_APPROVER } from '../requester.ts';

/** Every mail to it bounces. */
export const BOUNCING = 'bounce@simulator.amazonses.com';

/** Whose requests fall under which rule: the names of systems. */
export const SYSTEM = {
  usual: 'usual',
  tickets: 'tickets',
  codes: 'codes',
  signIns: 'sign-ins',
  held: 'held',
  bouncing: 'bouncing',
  alone: 'alone',
} as const;

export const HELD = 'held@example.com';

/** Who hears of contacts that others have changed. */
export const WATCH = 'watch@example.com';

const ROUNDS = 'rounds: [{ wait: 72h }]';

/** The rules look at units and tags, so that everybody who needs them reads them. */
export const POLICY = `
allowedEmailDomains: [example.com, simulator.amazonses.com]
limits: { openRequestsPerRequester: 2000, openRequestsPerContact: 2000, mailsPerHour: 100000 }
approvals:
  - { name: tickets of the known, when: { requester: proven, source: [${SYSTEM.tickets}] }, preApproved: true }
  - { name: with a code, when: { source: [${SYSTEM.codes}] }, approvers: [${APPROVER}], quorum: 1, confirm: code, ${ROUNDS} }
  - { name: by signing in, when: { source: [${SYSTEM.signIns}] }, approvers: [${APPROVER}], quorum: 1, confirm: signIn, ${ROUNDS} }
  - { name: held, when: { source: [${SYSTEM.held}] }, approvers: [${HELD}], quorum: 1, ${ROUNDS} }
  - { name: bouncing, when: { source: [${SYSTEM.bouncing}] }, approvers: [${BOUNCING}], quorum: 1, ${ROUNDS} }
  - { name: alone, when: { source: [${SYSTEM.alone}] }, approvers: [${APPROVER}], quorum: 1, ${ROUNDS} }
  - { name: by tag, when: { tags: { Stage: [none] } }, approvers: [${APPROVER}], quorum: 1, ${ROUNDS} }
  - { name: by unit, when: { ou: [ou-ab12-sandbox01] }, approvers: [${APPROVER}], quorum: 1, ${ROUNDS} }
  - { name: every change, approvers: [${APPROVER}, ${OTHER_APPROVER}], quorum: 1, ${ROUNDS} }
campaigns: { canary: { changes: 1, resumeAfter: 15m }, stopAt: 5% }
drift: { action: revert, notify: [${WATCH}] }
baseline:
  default:
    SECURITY: { name: Security operations, title: Security, emailAddress: security@example.com, phoneNumber: "+1 555 0100" }
identities:
  - { principals: ['arn:aws:sts::*:assumed-role/AWSReservedSSO_*/*'], person: session-name }
  - { principals: ['arn:aws:sts::*:assumed-role/release/*', 'arn:aws:iam::*:user/*'], person: { tag: owner } }
sources:
  ${SYSTEM.tickets}: { proof: { kind: hmac-sha256, header: X-Signature }, mapping: data, cancel: action = "cancel", reference: ticket }
  desk-without-key: { proof: { kind: hmac-sha256, header: X-Signature }, mapping: data }
  desk: { proof: { kind: hmac-sha256, header: X-Signature }, mapping: data, cancel: action = "cancel", reference: ticket }
`;
