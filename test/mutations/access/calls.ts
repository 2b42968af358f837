import { refusal, type Statement } from 'embedded-aws/iam/decide.ts';
import { matchesWildcards } from 'embedded-aws/iam/wildcards.ts';
import type { Template } from '../../../resources/validation/template.ts';
import { type Policies, policiesOf } from './policies.ts';
import { ACCOUNT } from './resolver.ts';

/** A call of AWS, by a role of the template, a service of AWS or somebody else in the account. */
export interface Call {
  /** The logical id of a role, the name of a service, `ANYBODY`, or somebody else whose own policies allow everything. */
  by: string;
  action: string;
  /** Its ARN, or `*` for an action that is about none. */
  resource: string;
  context?: Record<string, string[]>;
  /** Of the caller, if it is another one than the account of the stack. */
  account?: string;
  /** What policies must decide; default: allowed. What is denied is so even to somebody whose own policies allow everything. */
  decision?: 'denied' | 'not allowed';
}

/** Somebody in the account whose own policies allow nothing of it. */
export const ANYBODY = 'anybody';

const EVERYTHING: Statement = { effect: 'Allow', actions: ['*'], resources: ['*'], principals: [], conditions: [] };

/** Each call that the policies of the template decide otherwise than they must. */
export function wrongDecisions(template: Template, calls: Call[]): string[] {
  const policies = policiesOf(template);
  return calls.filter((call) => isRefused(call, policies) !== (call.decision !== undefined)).map(textOf);
}

function isRefused(call: Call, { identities, resources }: Policies): boolean {
  const { by, action, resource, context = {}, account = ACCOUNT, decision } = call;
  const isService = by.endsWith('.amazonaws.com');
  const arn = isService ? by : `arn:aws:iam::${account}:role/${by}`;
  const ofRole = decision === 'denied' ? undefined : about(action, identities.get(by));
  const request = {
    principal: { arns: [arn], accountId: isService ? '' : account },
    action,
    resource,
    context: { ...(!isService && { 'aws:PrincipalArn': [arn] }), ...context },
  };
  // A role of the template says by itself what it may do and what not, whatever the policy of a key or a bus adds.
  if (ofRole && (decision === 'not allowed' || refusal(request, ofRole, undefined) !== undefined))
    return refusal(request, ofRole, undefined) !== undefined;
  const own = ofRole ?? (isService || by === ANYBODY ? [] : [EVERYTHING]);
  const statements = resources.get(resource.replace(/(^arn:aws:s3:::[^/]+)\/.*$/, '$1'));
  return refusal(request, own, policyOf(call, statements)) !== undefined;
}

const byAction = new WeakMap<Statement[], Map<string, Statement[]>>();

/** The statements that are about an action: whoever has many is asked about many. */
function about(action: string, statements: Statement[] | undefined): Statement[] | undefined {
  if (!statements) return undefined;
  const known = byAction.get(statements) ?? new Map<string, Statement[]>();
  byAction.set(statements, known);
  const found =
    known.get(action) ??
    statements.filter(({ actions }) => actions.some((pattern) => matchesWildcards(pattern, action)));
  known.set(action, found);
  return found;
}

/** Keys, roles and other accounts' resources can be used only if they say so themselves. */
function policyOf({ action, resource, account = ACCOUNT }: Call, statements: Statement[] | undefined) {
  const decidesAlone = account !== ACCOUNT || action.startsWith('kms:') || action === 'sts:AssumeRole';
  const isElsewhere = statements === undefined && account === ACCOUNT;
  return isElsewhere ? undefined : { resource, statements: statements ?? [], decidesAlone };
}

function textOf({ by, action, resource, context = {}, decision }: Call): string {
  const told = Object.entries(context).map(([key, values]) => ` ${key}=${values.join('|')}`);
  return `${by} ${decision ? 'must not' : 'must be able to'} call ${action} of ${resource}${told.join('')}`;
}
