import { DEPLOYMENT_ACTIONS, HANDLER_ACTIONS } from './handler-actions.ts';
import { policyStatements } from './policy-statements.ts';
import type { Template } from './template.ts';

/** Compares what the policies of `deployer` allow with what it takes to deploy a template: all of it, and no more. */
export function deployerProblems(template: Template, deployer: Template): string[] {
  const types = [...new Set(Object.values(template.Resources).map(({ Type }) => Type))];
  const unknown = types.filter((type) => !(type in HANDLER_ACTIONS));
  const wanted = new Set([...DEPLOYMENT_ACTIONS, ...types.flatMap((type) => HANDLER_ACTIONS[type] ?? [])]);
  const allowed = new Set(policyStatements(deployer).flatMap(({ actions }) => actions));
  return [
    ...unknown.map((type) => `nobody knows what ${type} takes: see resources/validation/handler-actions.ts`),
    ...[...wanted].filter((action) => !allowed.has(action)).map((action) => `${action} is not allowed`),
    ...[...allowed].filter((action) => !wanted.has(action)).map((action) => `${action} is allowed, but not needed`),
  ];
}
