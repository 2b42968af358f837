import { WEBHOOK_SOURCE } from '../scenario/webhook.ts';

/**
 * The policy that a smoke run deploys: one approver decides everything, within an hour.
 * @param contactAddresses those that contacts may have besides the approver's own
 * @returns the text of a policy file
 */
export function smokePolicy(approver: string, contactAddresses: string[] = []): string {
  const policy = {
    allowedEmailDomains: [...new Set([approver, ...contactAddresses].map(domainOf))],
    groups: { smoke: [approver] },
    approvals: [{ name: 'every change', approvers: ['smoke'], quorum: 1, rounds: [{ wait: '1h' }] }],
    sources: {
      [WEBHOOK_SOURCE]: {
        proof: { kind: 'standard-webhooks' },
        filter: 'type = "alternate-contact.change.requested"',
        mapping: 'data',
      },
    },
  };
  // YAML contains JSON.
  return `${JSON.stringify(policy, null, 2)}\n`;
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
