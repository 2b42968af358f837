import type { ValidateFunction } from 'ajv';
import { type Document, LineCounter, parseDocument } from 'yaml';
import type { BaselineContacts } from '../functions/domain/baseline.ts';
import type { Policy } from '../functions/domain/policy.ts';
import { isInDomain } from '../functions/domain/request.ts';
import { schemaReasons } from '../functions/domain/schema-reasons.ts';
import { type Path, type Problem, ruleProblems } from './rule-problems.ts';
import { sourceProblems } from './source-problems.ts';

/** The validator of policy.schema.json. */
type Validate = Pick<ValidateFunction, 'errors'> & ((data: unknown) => boolean);

/** The policy cannot be used; each line of the message is `file:line: what is wrong there`. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}

/**
 * Reads a policy: YAML, then its schema, then what a schema cannot say.
 * @throws PolicyError with all that is wrong, each with its line.
 */
export function readPolicy(file: string, text: string, validate: Validate): Policy {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (path: Path) => `${file}:${lineOf(document, lines, path)}`;
  const syntax = document.errors.map(
    ({ message, linePos }) => `${file}:${linePos?.[0].line ?? 1}: ${message.split('\n')[0]}`,
  );
  if (syntax.length > 0) throw new PolicyError(syntax.join('\n'));
  const policy = readValue(document, file);
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

/** @throws PolicyError when an alias has no anchor, which the parser does not call an error. */
function readValue(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    if (error instanceof ReferenceError) throw new PolicyError(`${file}: ${error.message}`, { cause: error });
    throw error;
  }
}

function isPolicy(value: unknown, validate: Validate): value is Policy {
  return validate(value) === true;
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
