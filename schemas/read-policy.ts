import type { ValidateFunction } from 'ajv';
import { type Document, LineCounter, parseDocument } from 'yaml';
import type { BaselineContacts } from '../functions/domain/baseline.ts';
import { expandGroups, type Policy, waitSeconds } from '../functions/domain/policy.ts';
import { isInDomain } from '../functions/domain/request.ts';
import { schemaReasons } from '../functions/domain/schema-reasons.ts';
import { sourceProblems } from './source-problems.ts';

type Path = (string | number)[];

/** The policy cannot be used; each line of the message is `file:line: what is wrong there`. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}

/**
 * Reads a policy: YAML, then its schema, then what a schema cannot say.
 * @throws PolicyError with all that is wrong, each with its line.
 */
export function readPolicy(file: string, text: string, validate: ValidateFunction): Policy {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (path: Path) => `${file}:${lineOf(document, lines, path)}`;
  const syntax = document.errors.map(
    ({ message, linePos }) => `${file}:${linePos?.[0].line ?? 1}: ${message.split('\n')[0]}`,
  );
  if (syntax.length > 0) throw new PolicyError(syntax.join('\n'));
  const policy: unknown = document.toJS();
  if (!isPolicy(policy, validate)) {
    const reasons = schemaReasons(validate.errors ?? []);
    throw new PolicyError(
      reasons.map(({ pointer, message }) => `${at(toPath(pointer))}: ${pointer || '/'} ${message}`).join('\n'),
    );
  }
  const complete = { ...policy, groups: policy.groups ?? {} };
  const senseless = [
    ...ruleProblems(complete),
    ...baselineProblems(complete),
    ...sourceProblems(complete.sources ?? {}),
  ];
  if (senseless.length > 0)
    throw new PolicyError(senseless.map(({ path, message }) => `${at(path)}: ${message}`).join('\n'));
  return complete;
}

function isPolicy(value: unknown, validate: ValidateFunction): value is Policy {
  return validate(value) === true;
}

/**
 * Step Functions ends an execution after a year.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const LONGEST_SECONDS = 365 * 86_400;

/** What is wrong at a place of the policy. */
export interface Problem {
  path: Path;
  message: string;
}

/** Unknown groups, quorums that nobody can reach, changes that no rule matches, rules that never get their turn. */
function ruleProblems({ approvals, groups }: Policy): Problem[] {
  const problems = approvals.flatMap((rule, index): Problem[] => {
    const path: Path = ['approvals', index];
    if (!rule.when && index < approvals.length - 1) {
      return [{ path, message: `"${rule.name}" has no \`when\`, so the rules after it never get their turn` }];
    }
    const members = [rule.approvers ?? [], ...(rule.rounds ?? []).map(({ escalateTo }) => escalateTo ?? [])].flat();
    const unknown = members.filter((member) => !member.includes('@') && !Object.hasOwn(groups, member));
    if (unknown.length > 0) return [{ path, message: `"${rule.name}" names the unknown group ${unknown.join(', ')}` }];
    const seconds = (rule.rounds ?? []).reduce((sum, { wait }) => sum + waitSeconds(wait), 0);
    if (seconds >= LONGEST_SECONDS)
      return [{ path: [...path, 'rounds'], message: `"${rule.name}" waits for a year or more` }];
    const possible = expandGroups(rule.approvers ?? [], groups).length;
    if (rule.preApproved || possible >= (rule.quorum ?? 1)) return [];
    return [
      { path: [...path, 'quorum'], message: `"${rule.name}" needs ${rule.quorum} approvals of ${possible} approvers` },
    ];
  });
  if (approvals.at(-1)?.when) {
    problems.push({
      path: ['approvals', approvals.length - 1],
      message: 'the last rule must have no `when`, so that every change has a rule',
    });
  }
  return problems;
}

/** Baseline contacts that a request could never ask for. */
function baselineProblems({ baseline = {}, allowedEmailDomains }: Policy): Problem[] {
  const places: [Path, BaselineContacts][] = [
    [['baseline', 'default'], baseline.default ?? {}],
    ...(baseline.overrides ?? []).map(({ contacts }, index): [Path, BaselineContacts] => [
      ['baseline', 'overrides', index, 'contacts'],
      contacts,
    ]),
  ];
  return places.flatMap(([path, contacts]) =>
    Object.entries(contacts).flatMap(([type, contact]): Problem[] => {
      if (typeof contact === 'string' || isInDomain(contact.emailAddress, allowedEmailDomains)) return [];
      const message = `the ${type} contact is outside the allowed e-mail domains (${allowedEmailDomains.join(', ')})`;
      return [{ path: [...path, type], message }];
    }),
  );
}

/** The line of the innermost node on the path that exists. */
function lineOf(document: Document, lines: LineCounter, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (hasRange(node)) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function hasRange(node: unknown): node is { range: [number, number, number] } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
}

function toPath(pointer: string): Path {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
