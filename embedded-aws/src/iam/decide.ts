import { type Condition, type ConditionContext, holds } from './conditions.ts';
import { matchesWildcards } from './wildcards.ts';

/** One statement of a policy. */
export interface Statement {
  effect: 'Allow' | 'Deny';
  actions: string[];
  resources: string[];
  /** Of a resource's policy: ARNs, account ids, names of services, or `*`. A role's own policy has none. */
  principals: string[];
  conditions: Condition[];
}

/** The policy of a resource. */
export interface ResourcePolicy {
  resource: string;
  statements: Statement[];
  /** A role may do nothing with such a resource by its own policies alone, as with a key of KMS. */
  decidesAlone: boolean;
}

/** Who calls, under every name that a policy may use. */
export interface Principal {
  /** Of the user or the role, and of the role's session. */
  arns: string[];
  accountId: string;
}

/** What is to be decided. */
export interface AccessRequest {
  principal: Principal;
  action: string;
  resource: string;
  context: ConditionContext;
}

/**
 * Decides about a call within one account, as IAM does: a statement that denies wins; otherwise the caller's own policies or the
 * resource's must allow it.
 * @param own statements of the caller's policies
 * @returns why it is refused, in the words of AWS's messages, or nothing
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function refusal(
  request: AccessRequest,
  own: Statement[],
  policy: ResourcePolicy | undefined,
): string | undefined {
  const { action, principal } = request;
  const ownEffects = effectsOf(own, request);
  const about = (policy?.statements ?? []).filter((statement) => names(statement, principal) !== undefined);
  if (effectsOf(about, request).includes('Deny')) return 'with an explicit deny in a resource-based policy';
  if (ownEffects.includes('Deny')) return 'with an explicit deny in an identity-based policy';
  const allowing = (kind: Naming) =>
    effectsOf(
      about.filter((statement) => names(statement, principal) === kind),
      request,
    ).includes('Allow');
  if (allowing('principal')) return undefined;
  if (policy?.decidesAlone && !allowing('account')) {
    return `because no resource-based policy allows the ${action} action`;
  }
  return ownEffects.includes('Allow') ? undefined : `because no identity-based policy allows the ${action} action`;
}

/** A policy that names the account leaves it to the account's own policies who may call. */
type Naming = 'principal' | 'account';

function names({ principals }: Statement, { arns, accountId }: Principal): Naming | undefined {
  if (principals.some((name) => name === '*' || arns.includes(name))) return 'principal';
  const isAccount = (name: string) => name === accountId || name === `arn:aws:iam::${accountId}:root`;
  return principals.some(isAccount) ? 'account' : undefined;
}

function effectsOf(statements: Statement[], request: AccessRequest): Statement['effect'][] {
  return statements.filter((statement) => applies(statement, request)).map(({ effect }) => effect);
}

function applies({ actions, resources, conditions }: Statement, { action, resource, context }: AccessRequest): boolean {
  return (
    actions.some((pattern) => matchesWildcards(pattern.toLowerCase(), action.toLowerCase())) &&
    resources.some((pattern) => (resource === '*' ? pattern === '*' : matchesWildcards(pattern, resource))) &&
    conditions.every((condition) => holds(condition, context))
  );
}
