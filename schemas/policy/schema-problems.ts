import type { Problem } from '../../functions/domain/request/problem.ts';
import { type SchemaError, schemaProblems } from '../../functions/domain/request/schema-problems.ts';
import { reasonOf } from '../../functions/wording/reason.ts';
import { expectationAt, KEY_EXPECTATIONS } from './expectations.ts';
import { knownKeys } from './known-keys.ts';
import type { Path, PolicyProblem } from './policy-problem.ts';
import { nearestOf, suggestion } from './suggestion.ts';

/** An error of the schema's validator. */
export type PolicySchemaError = SchemaError & { propertyName?: string };

/** What breaks the schema, once for each mistake. Values are never repeated: they may be personal data. */
export function policySchemaProblems(errors: PolicySchemaError[]): PolicyProblem[] {
  const ofValues = schemaProblems(errors.filter(({ keyword, propertyName }) => !isOfKey(keyword, propertyName)));
  const mistakes = ofValues.filter((problem) => !followsFromAnother(problem, ofValues));
  return [...errors.flatMap(keyProblems), ...mistakes.map(inWords)];
}

function isOfKey(keyword: string, propertyName: string | undefined): boolean {
  return keyword === 'propertyNames' || propertyName !== undefined;
}

function keyProblems({ keyword, instancePath, params }: PolicySchemaError): PolicyProblem[] {
  if (keyword !== 'propertyNames') return [];
  const name = String(params['propertyName']);
  const message = `the name "${name}" ${KEY_EXPECTATIONS[instancePath] ?? 'is not allowed'}`;
  return [{ path: [...pathOf(instancePath), name], message }];
}

function inWords(problem: Problem): PolicyProblem {
  const path = pathOf(problem.pointer);
  return { path, message: `${nameOf(path)} ${messageOf(problem, path)}` };
}

function messageOf(problem: Problem, path: Path): string {
  switch (problem.code) {
    case 'required':
      return `is missing; ${nameOf(path.slice(0, -1))} needs it`;
    case 'unknownProperty':
      return unknownKey(path);
    case 'notAllowedHere':
      return 'is not allowed in a rule that is preApproved; remove one of them';
    case 'tooShort':
    case 'tooLong':
    case 'tooFew':
    case 'tooMany':
      return reasonOf(problem).message;
    case 'type':
      return expectationAt(path) ?? TYPES[problem.expected] ?? reasonOf(problem).message;
    default:
      return expectationAt(path) ?? reasonOf(problem).message;
  }
}

/** What values of a type look like in YAML. */
const TYPES: Record<string, string> = {
  object: 'must be made of keys and values',
  array: 'must be a list, such as [one, two]',
  string: 'must be a text; put it in quotes',
};

function unknownKey(path: Path): string {
  const key = String(path.at(-1));
  const known = knownKeys(path.slice(0, -1));
  if (known.includes(key)) return 'is not allowed here; remove it';
  return `is not a known key; ${suggestion(key, known, 'keys') ?? 'remove it'}`;
}

/** Whether a problem is only the shadow of another one. */
function followsFromAnother(problem: Problem, all: Problem[]): boolean {
  const { pointer, code } = problem;
  // A value with alternatives also fails the others than the one that it was meant to be.
  if (all.some((other) => other.pointer.startsWith(`${pointer}/`))) return code !== 'unknownProperty';
  const others = all.filter((other) => parentOf(other.pointer) === parentOf(pointer) && other !== problem);
  // What is missing is there, but misspelt.
  if (code === 'required')
    return others.some((other) => other.code === 'unknownProperty' && isMeant(other.pointer, pointer));
  return code === 'notAllowedHere' && others.some((other) => keyOf(other.pointer) === 'preApproved');
}

/** Whether the unknown key is probably the missing one. */
function isMeant(unknown: string, missing: string): boolean {
  const path = pathOf(unknown);
  return nearestOf(String(path.at(-1)), knownKeys(path.slice(0, -1))) === keyOf(missing);
}

/** `"quorum"`, `"wait" of entry 2 of "rounds"` or `entry 2 of "approvers"`. */
function nameOf(path: Path): string {
  const [key, index, list] = path.toReversed();
  if (key === undefined) return 'the policy';
  if (typeof key === 'number') return `entry ${key + 1} of "${index}"`;
  return typeof index === 'number' && list === 'rounds' ? `"${key}" of entry ${index + 1} of "rounds"` : `"${key}"`;
}

function keyOf(pointer: string): string | undefined {
  return String(pathOf(pointer).at(-1));
}

function parentOf(pointer: string): string {
  return pointer.slice(0, pointer.lastIndexOf('/'));
}

function pathOf(pointer: string): Path {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
