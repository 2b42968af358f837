import { CONTACT_FIELDS } from '../../functions/domain/contact/contact.ts';
import { differenceGroups } from '../../functions/domain/inventory/difference-groups.ts';
import type { Comparison } from '../../functions/domain/inventory/differences.ts';
import type {
  ProposedBaseline,
  ProposedContact,
  ProposedUnit,
} from '../../functions/domain/inventory/proposed-baseline.ts';
import { accountText } from '../../functions/wording/account.ts';
import { counted, numberText } from '../../functions/wording/counted.ts';
import { utcText } from '../../functions/wording/time.ts';
import { visibleLine } from '../../functions/wording/visible-text.ts';

/** A baseline that is proposed, and how the organization differs from it. */
export interface Proposal {
  proposed: ProposedBaseline;
  comparison: Comparison;
  /** What to know about how old that is. */
  warnings: string[];
  /** ISO 8601. */
  at: string;
}

/** The part `baseline` of a policy, in YAML, with comments that say where it comes from and what it does not hold for. */
export function baselineYaml({ proposed, comparison, warnings, at }: Proposal): string {
  const { accounts, unknown } = comparison;
  const lines = [
    `# Proposed by \`contacts baseline init\` on ${utcText(at)}, from what ${counted(accounts, 'account')} have. Nothing was changed.`,
    '# Review it, put it into policy.yml, and compare it with `contacts plan`.',
    ...warnings.map((warning) => `# Look out: ${warning}.`),
    ...domainLines(proposed),
    'baseline:',
    '  default:',
    ...proposed.default.map((contact) => `    ${contactLine(contact)}`),
    ...(proposed.overrides.length > 0
      ? ['  overrides:', ...mergedUnits(proposed.overrides).flatMap(overrideLines)]
      : []),
    ...exceptionLines(comparison),
    ...(unknown.length > 0 ? [`# Not counted: ${counted(unknown.length, 'contact')} that could not be read.`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function domainLines({ default: defaults, overrides }: ProposedBaseline): string[] {
  const contacts = [defaults, ...overrides.map(({ contacts: own }) => own)].flat().map(({ wanted }) => wanted);
  const addresses = contacts.flatMap((wanted) => (typeof wanted === 'string' ? [] : wanted.emailAddress));
  const domains = new Set(addresses.map((address) => address.slice(address.lastIndexOf('@') + 1).toLowerCase()));
  return domains.size === 0 ? [] : [`# allowedEmailDomains must hold ${[...domains].sort().join(', ')}.`];
}

/** Neighbours that get the same contacts, as one. Those in between would win over the first, so others stay apart. */
function mergedUnits(units: ProposedUnit[]): ProposedUnit[][] {
  const merged: ProposedUnit[][] = [];
  for (const unit of units) {
    const last = merged.at(-1);
    if (last?.[0] && wantedOf(last[0]) === wantedOf(unit)) last.push(unit);
    else merged.push([unit]);
  }
  return merged;
}

function wantedOf({ contacts }: ProposedUnit): string {
  return contacts.map(valueLine).join('\n');
}

function overrideLines(units: ProposedUnit[]): string[] {
  const [first] = units;
  const paths = units.map(({ id, path, contacts }) => {
    const known = Math.max(...contacts.map((contact) => contact.known));
    return `    # ${id} is ${visibleLine(path.join(' / ')) || 'not named'}, ${counted(known, 'account')}`;
  });
  return [
    ...paths,
    `    - when: { ou: [${units.map(({ id }) => id).join(', ')}] }`,
    '      contacts:',
    ...(first?.contacts ?? []).map((contact) =>
      units.length > 1 ? `        ${valueLine(contact)}` : `        ${contactLine(contact)}`,
    ),
  ];
}

/** The value, and behind it how many accounts have it. */
function contactLine(contact: ProposedContact): string {
  return `${valueLine(contact)}  # ${countText(contact)}`;
}

function countText({ held, known, because }: ProposedContact): string {
  if (known === 0) return 'no account is known';
  const share = `${numberText(held)} of ${counted(known, 'account')}`;
  if (!because) return share;
  switch (because) {
    case 'mostHaveNone':
      return `not set in ${share}`;
    case 'noMajority':
      return `no contact is that of more than half of ${counted(known, 'account')}`;
    case 'unusable':
      return `${share} have one that no request may ask for`;
  }
}

function valueLine({ alternateContactType, wanted }: ProposedContact): string {
  if (typeof wanted === 'string') return `${alternateContactType}: ${wanted}`;
  const fields = CONTACT_FIELDS.map((field) => `${field}: ${JSON.stringify(wanted[field])}`);
  return `${alternateContactType}: { ${fields.join(', ')} }`;
}

function exceptionLines({ differences }: Comparison): string[] {
  if (differences.length === 0) return ['# There are no exceptions.'];
  const groups = differenceGroups(differences).flatMap(({ alternateContactType, before, after, accounts }) => [
    `#   ${alternateContactType} of ${counted(accounts.length, 'account')}: ${nameOf(before)} instead of ${nameOf(after)}`,
    ...accounts.map((account) => `#     ${accountText(account)}`),
  ]);
  return [`# Exceptions: ${counted(differences.length, 'contact')}, which \`contacts plan\` shows.`, ...groups];
}

function nameOf(contact: { name: string; emailAddress: string } | null): string {
  return contact ? visibleLine(`${contact.name} <${contact.emailAddress}>`) : 'not set';
}
