import { readFileSync } from 'node:fs';
import type { TicketSource } from '../../../schemas/compiled/policy-schema.js';
import { readPolicy } from '../../../schemas/read-policy.ts';
import { SHIPPED_POLICY } from '../../shipped-policy.ts';
import { validatorAt } from '../schemas/schema-files.ts';

const validate = validatorAt('https://alternate-contacts.example/schemas/policy.schema.json');

/** The policy as it is shipped. */
export const defaultPolicy = readPolicy('policy.yml', readFileSync(SHIPPED_POLICY, 'utf8'), validate);

/** A ticket source of the shipped policy. */
export function preset(name: string): TicketSource {
  const source = defaultPolicy.sources?.[name];
  if (!source) throw new Error(`policy.yml has no source ${name}`);
  return source;
}

/** The answers of the issue form as GitHub writes them, with these differences. `undefined` is an empty field. */
export function githubForm(differences: Record<string, string | undefined> = {}): string {
  const answers = {
    Account: '222222222222',
    'Contact type': 'SECURITY',
    Action: 'Set',
    Name: 'Response team',
    Title: 'Incident response',
    Email: 'response@example.com',
    Phone: '+1 555 0199',
    Reason: 'The security mailbox moves\n\nto the new team',
    ...differences,
  };
  return Object.entries(answers)
    .map(([heading, answer]) => `### ${heading}\n\n${answer ?? '_No response_'}`)
    .join('\n\n');
}

/** A webhook of GitHub: the parts of https://docs.github.com/en/webhooks/webhook-events-and-payloads#issues in use. */
export function githubPayload(differences: object = {}, issue: object = {}): object {
  return {
    action: 'opened',
    issue: {
      url: 'https://api.github.com/repos/octo-org/accounts/issues/17',
      html_url: 'https://github.com/octo-org/accounts/issues/17',
      id: 2_718_281_828,
      number: 17,
      title: 'New security contact',
      user: { login: 'octocat', id: 583_231, type: 'User' },
      labels: [
        { id: 1, name: 'alternate-contact', color: 'ededed' },
        { id: 2, name: 'security', color: 'd73a4a' },
      ],
      state: 'open',
      body: githubForm(),
      ...issue,
    },
    repository: { id: 1_296_269, name: 'accounts', full_name: 'octo-org/accounts', private: true },
    organization: { login: 'octo-org' },
    sender: { login: 'octocat' },
    ...differences,
  };
}

/** A webhook of Jira: the parts of https://developer.atlassian.com/cloud/jira/platform/webhooks/ that matter. */
export function jiraPayload(differences: object = {}, fields: object = {}): object {
  return {
    timestamp: 1_780_315_200_000,
    webhookEvent: 'jira:issue_created',
    issue_event_type_name: 'issue_created',
    user: { accountId: '99:27935d01', displayName: 'Jane' },
    issue: {
      id: '10124',
      self: 'https://example.atlassian.net/rest/api/2/issue/10124',
      key: 'OPS-42',
      fields: {
        summary: 'The security mailbox moves to the new team',
        issuetype: { id: '10100', name: 'Alternate contact change' },
        status: { name: 'Requested' },
        reporter: { accountId: '99:27935d01', emailAddress: 'jane@example.com' },
        customfield_10050: '222222222222',
        customfield_10051: { self: 'https://example.atlassian.net/rest/api/2/customFieldOption/1', value: 'Security' },
        customfield_10052: 'Response team',
        customfield_10053: 'Incident response',
        customfield_10054: 'response@example.com',
        customfield_10055: '+1 555 0199',
        customfield_10056: { value: 'Set' },
        ...fields,
      },
    },
    ...differences,
  };
}

/** The body that docs/ticketing describes for systems in which operators write the body. */
export function plainPayload(differences: object = {}): object {
  return {
    ticket: 'OPS-42',
    url: 'https://example.atlassian.net/browse/OPS-42',
    requestedBy: 'jane@example.com',
    reason: 'The security mailbox moves to the new team',
    account: '222222222222',
    contactType: 'Security',
    action: 'Set',
    name: 'Response team',
    title: 'Incident response',
    email: 'response@example.com',
    phone: '+1 555 0199',
    ...differences,
  };
}

/** A Standard Webhook whose data is this request. */
export function standardPayload(data: object, type = 'alternate-contact.change.requested'): object {
  return { type, timestamp: '2026-06-01T12:00:00Z', data };
}
