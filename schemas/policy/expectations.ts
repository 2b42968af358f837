import { MOST_CAMPAIGN_CHANGES } from '../compiled/limits.js';
import type { Proof } from '../compiled/policy-schema.js';
import type { Path } from './policy-problem.ts';

const ADDRESS = 'must be an e-mail address, such as jane@example.com';
const APPROVER = 'must be an e-mail address or the name of a group';
const ACCOUNT = 'must be the 12 digits of an account id, in quotes';
const OU = 'must be the id of an organizational unit or of the root, such as ou-ab12-prod0001 or r-ab12';
const CONDITIONS = 'must hold at least one condition, such as source: [jira]';
const HEADER = 'must be the name of a header: 1 to 64 letters, digits and -';
const PERSON = 'must be session-name, { tag: email }, or a table such as { table: { jane: jane@example.com } }';
const WAIT = 'must be a whole number with the unit m, h or d, such as 30m, 72h or 7d';
const TRUE_ONLY = 'must be true, or left out';
const CONTACT = 'must be unmanaged, absent, or a contact with name, title, emailAddress and phoneNumber';

/** All kinds: the compiler wants each of them, and no other. */
const PROOF_KINDS: Record<Proof['kind'], true> = {
  'standard-webhooks': true,
  zendesk: true,
  'hmac-sha256': true,
  header: true,
  basic: true,
  iam: true,
};

/** What the values of a policy must be, where their schema says it by a pattern or as alternatives. `*` is any key, `#` any index. */
const EXPECTATIONS: Record<string, string> = {
  '': 'must be made of keys and values, at least allowedEmailDomains and approvals',
  allowedEmailDomains: 'must be a list of domains, such as [example.com]',
  'allowedEmailDomains/#': 'must be a domain, such as example.com, or *.example.com for those beneath it, in quotes',
  confusableDomains: 'must be show or refuse',
  requestersSeeCurrentContacts: TRUE_ONLY,
  keepPersonalData: TRUE_ONLY,
  limits: 'must hold openRequestsPerRequester, openRequestsPerContact, mailsPerHour, or several of them',
  'limits/openRequestsPerRequester': 'must be a whole number from 1 to 2000',
  'limits/openRequestsPerContact': 'must be a whole number from 1 to 2000',
  'limits/mailsPerHour': 'must be a whole number from 1 to 100000',
  campaigns: 'must hold canary, stopAt or both',
  'campaigns/canary': 'must say how many changes go first, such as { changes: 5 }',
  'campaigns/canary/changes': 'must be a whole number from 1 to 100',
  'campaigns/canary/resumeAfter': WAIT,
  'campaigns/stopAt': 'must be a whole number from 0 to 99 with a percent sign, such as 5%',
  notices: 'must hold pending, decided or both',
  'notices/pending': 'must be everybody or claimed',
  'notices/decided': 'must be everybody or nobody',
  mailboxes: 'must hold plusIsAnotherPerson, dotsIgnored or both',
  'mailboxes/plusIsAnotherPerson/#': 'must be a domain, such as example.com',
  'mailboxes/dotsIgnored/#': 'must be a domain, such as example.com',
  'groups/*': 'must be a list of e-mail addresses',
  'groups/*/#': ADDRESS,
  'approvals/#/when': CONDITIONS,
  'approvals/#/when/alternateContactType/#': 'must be BILLING, OPERATIONS or SECURITY',
  'approvals/#/when/action/#': 'must be PUT or DELETE',
  'approvals/#/when/accountId/#': ACCOUNT,
  'approvals/#/when/ou/#': OU,
  'approvals/#/when/tags': 'must name at least one tag with a list of its values',
  'approvals/#/when/changes': 'must hold atLeast, atMost or both',
  'approvals/#/when/changes/atLeast': `must be a whole number from 2 to ${MOST_CAMPAIGN_CHANGES}`,
  'approvals/#/when/changes/atMost': `must be a whole number from 1 to ${MOST_CAMPAIGN_CHANGES - 1}`,
  'approvals/#/when/requester': 'must be proven or claimed',
  'approvals/#/preApproved': TRUE_ONLY,
  'approvals/#/maxChanges': `must be a whole number from 1 to ${MOST_CAMPAIGN_CHANGES}`,
  'approvals/#/approvers/#': APPROVER,
  'approvals/#/quorum': 'must be a whole number, at least 1, or one-of-each',
  'approvals/#/rejection': 'must be majority, or left out: then one rejection is enough',
  'approvals/#/commentRequired': TRUE_ONLY,
  'approvals/#/confirm': 'must be link, code or signIn',
  'approvals/#/rounds/#/wait': WAIT,
  'approvals/#/rounds/#/escalateTo/#': APPROVER,
  'baseline/default/*': CONTACT,
  'baseline/overrides/#/when': CONDITIONS,
  'baseline/overrides/#/when/accountId/#': ACCOUNT,
  'baseline/overrides/#/when/ou/#': OU,
  'baseline/overrides/#/when/tags': 'must name at least one tag with a list of its values',
  'baseline/overrides/#/contacts/*': CONTACT,
  'identities/#/principals/#':
    'must be the ARN of an IAM user or of a role session, such as arn:aws:sts::*:assumed-role/AWSReservedSSO_*/*',
  'identities/#/person': PERSON,
  'identities/#/person/table': PERSON,
  'identities/#/person/table/*': ADDRESS,
  'sources/*/proof': 'must hold the kind of the proof, such as { kind: standard-webhooks }',
  'sources/*/proof/kind': `must be one of ${Object.keys(PROOF_KINDS).join(', ')}`,
  'sources/*/proof/header': HEADER,
  'sources/*/proof/headers/#': HEADER,
  'sources/*/proof/username': 'must have 1 to 100 characters, without blanks and colons',
  'sources/*/proof/principals/#': 'must be the ARN of a role or user, such as arn:aws:iam::111111111111:role/desk',
};

/** What the keys of an object must be whose keys the operator chooses. */
export const KEY_EXPECTATIONS: Record<string, string> = {
  '/groups': 'must be letters, digits and -, beginning with a letter or digit',
  '/sources':
    'must be 1 to 31 lower-case letters, digits and -, beginning with a letter, without a - at the end or beside another',
};

/** What the value at the path must be; nothing where its type and limits say all. */
export function expectationAt(path: Path): string | undefined {
  return Object.entries(EXPECTATIONS).find(([pattern]) => matches(pattern === '' ? [] : pattern.split('/'), path))?.[1];
}

function matches(pattern: string[], path: Path): boolean {
  const fits = (part: string, step: string | number | undefined) =>
    part === '*' || (part === '#' ? typeof step === 'number' : part === step);
  return pattern.length === path.length && pattern.every((part, index) => fits(part, path[index]));
}
