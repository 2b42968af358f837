import type { ValidateFunction } from 'ajv';
import type { Policy } from '../functions/domain/policy/policy.ts';
import type { PolicySchema } from './compiled/policy-schema.js';
import { baselineProblems } from './policy/baseline-problems.ts';
import { driftProblems } from './policy/drift-problems.ts';
import { identityProblems } from './policy/identity-problems.ts';
import { orderProblems } from './policy/order-problems.ts';
import { PolicyError } from './policy/policy-error.ts';
import type { PolicyProblem } from './policy/policy-problem.ts';
import { lineOf, type PolicyText, parsePolicyText } from './policy/policy-text.ts';
import { ruleProblems } from './policy/rule-problems.ts';
import { policySchemaProblems } from './policy/schema-problems.ts';
import { sourceProblems } from './policy/source-problems.ts';
import { type LineProblem, yamlProblems } from './policy/yaml-problems.ts';

/** The validator of policy.schema.json. */
type Validate = Pick<ValidateFunction, 'errors'> & ((data: unknown) => boolean);

/**
 * Reads a policy: YAML, then its schema, then what a schema cannot say.
 * @param file how the messages name the policy
 * @throws PolicyError with all that is wrong, each with its line, in the order of the lines
 */
export function readPolicy(file: string, text: string, validate: Validate): Policy {
  const parsed = parsePolicyText(text);
  refuse(file, yamlProblems(parsed));
  const value = readValue(file, parsed);
  if (!isPolicy(value, validate)) throw refusal(file, located(parsed, policySchemaProblems(validate.errors ?? [])));
  const policy = { ...value, groups: value.groups ?? {} };
  refuse(file, located(parsed, problemsOf(policy, parsed)));
  return policy;
}

function problemsOf(policy: Policy, parsed: PolicyText): PolicyProblem[] {
  return [
    ...ruleProblems(policy),
    ...orderProblems(policy, (index) => lineOf(parsed, ['approvals', index])),
    ...baselineProblems(policy),
    ...driftProblems(policy),
    ...identityProblems(policy.identities ?? []),
    ...sourceProblems(policy.sources ?? {}),
  ];
}

/** @throws PolicyError when the aliases multiply what is written beyond measure. */
function readValue(file: string, { document }: PolicyText): unknown {
  try {
    return document.toJS();
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const message = 'the policy repeats its values by aliases too often; write them out';
    throw new PolicyError(`${file}:1: ${message}`, { cause: error });
  }
}

function isPolicy(value: unknown, validate: Validate): value is PolicySchema {
  return validate(value);
}

function located(parsed: PolicyText, problems: PolicyProblem[]): LineProblem[] {
  return problems.map(({ path, offset, message }) => ({ line: lineOf(parsed, path, offset), message }));
}

function refuse(file: string, problems: LineProblem[]): void {
  if (problems.length > 0) throw refusal(file, problems);
}

/** One line for each problem, even if several aliases repeat it. */
function refusal(file: string, problems: LineProblem[]): PolicyError {
  const inOrder = problems.toSorted((left, right) => left.line - right.line);
  return new PolicyError([...new Set(inOrder.map(({ line, message }) => `${file}:${line}: ${message}`))].join('\n'));
}
