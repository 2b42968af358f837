import { unsupportedCondition } from '../iam/conditions.ts';
import type { Statement } from '../iam/decide.ts';
import { isObject, type JsonObject, objectAt, textAt } from '../json.ts';
import { UnsupportedTemplateError } from './unsupported-template-error.ts';

/** A policy would mean something else without them. */
const UNSUPPORTED_ELEMENTS = ['NotAction', 'NotResource', 'NotPrincipal'];

/**
 * Reads the statements of a policy document.
 * @param owner the logical id of the resource, for messages
 * @throws UnsupportedTemplateError naming an element, an operator or a condition key that isn't evaluated here
 */
export function readStatements(document: JsonObject, owner: string): Statement[] {
  return [document['Statement']].flat().map((statement) => readStatement(isObject(statement) ? statement : {}, owner));
}

/**
 * Reads one statement.
 * @throws UnsupportedTemplateError naming what isn't evaluated here
 */
export function readStatement(statement: JsonObject, owner: string): Statement {
  const element = UNSUPPORTED_ELEMENTS.find((name) => name in statement);
  if (element) throw new UnsupportedTemplateError(`${element} in a policy (${owner})`);
  const effect = textAt(statement, 'Effect');
  if (effect !== 'Allow' && effect !== 'Deny')
    throw new UnsupportedTemplateError(`the effect of a statement (${owner})`);
  return {
    effect,
    actions: texts(statement['Action']),
    resources: texts(statement['Resource']),
    principals: readPrincipals(statement['Principal']),
    conditions: readConditions(objectAt(statement, 'Condition'), owner),
  };
}

/** Accounts, roles and users are under `AWS`, services under `Service`. */
function readPrincipals(principal: unknown): string[] {
  return isObject(principal) ? Object.values(principal).flatMap(texts) : texts(principal);
}

function readConditions(block: JsonObject, owner: string): Statement['conditions'] {
  const conditions = Object.keys(block).flatMap((operator) =>
    Object.entries(objectAt(block, operator)).map(([key, values]) => ({ operator, key, values: texts(values) })),
  );
  for (const condition of conditions) {
    const unsupported = unsupportedCondition(condition);
    if (unsupported) throw new UnsupportedTemplateError(`${unsupported} (${owner})`);
  }
  return conditions;
}

/** A list may be given as its only element; YAML makes booleans of `true` and `false`. */
function texts(value: unknown): string[] {
  return [value].flat().flatMap((item) => (item === undefined ? [] : [String(item)]));
}
