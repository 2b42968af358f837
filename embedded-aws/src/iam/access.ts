import { AwsError } from '../endpoint/aws-error.ts';
import type { Caller } from '../endpoint/service.ts';
import type { StackAccount } from '../stack-account.ts';
import type { FunctionModel } from '../template/function-models.ts';
import type { Role } from '../template/roles.ts';
import type { ConditionContext } from './conditions.ts';
import { type Principal, type ResourcePolicy, refusal, type Statement } from './decide.ts';
import { localUser } from './local-user.ts';
import type { RoleSessions } from './role-sessions.ts';

/** Services with a REST protocol, and SQS, refuse with 403, the others with 400. */
const REFUSED_WITH_403 = /^(account|ses|lambda|s3|sqs):/;

/** What a session of a role can be used for here when it is in another account than the stack. */
const ASSUMED_ROLE_ACTION = /^(account:.*|sts:GetCallerIdentity)$/;

export interface AccessOptions {
  account: StackAccount;
  roles: Role[];
  functions: FunctionModel[];
  resourcePolicies: ResourcePolicy[];
  sessions: RoleSessions;
}

/** A resource of a call, or several of which one must be allowed. */
export type Resources = (string | string[])[];

/** Tells the values of the condition keys of a call, for one of its resources. */
export type ContextOf = (resource: string) => ConditionContext;

const WITHOUT_CONTEXT: ContextOf = () => ({});

/** Of the local user, and of assumed roles in the stack's account that are not in the template. */
const EVERYTHING: Statement = { effect: 'Allow', actions: ['*'], resources: ['*'], principals: [], conditions: [] };

/** Decides what a caller may do according to the roles and the policies of resources in the template. */
export class Access {
  readonly #options: AccessOptions;

  constructor(options: AccessOptions) {
    this.#options = options;
  }

  /**
   * The caller that credentials belong to: functions sign with their own name, assumed roles with a session's key.
   * @throws AwsError for a request without a signature, and for invalid credentials of a role
   */
  caller(accessKeyId: string | undefined, sessionToken?: string): Caller {
    if (!accessKeyId) {
      throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
    }
    const { account, functions, sessions } = this.#options;
    const session = sessions.find(accessKeyId, sessionToken);
    if (session) return { id: session.arn, kind: 'assumed-role', ...session };
    const called = functions.find(({ name }) => name === accessKeyId);
    if (!called) return { id: accessKeyId, kind: 'user', ...localUser(account) };
    const arn = this.#session(called.roleArn, called.name);
    const userId = `AROA${this.#roleName(called.roleArn)}:${called.name}`;
    return { id: called.name, kind: 'function', accountId: account.id, arn, userId };
  }

  /**
   * Checks a call. A function and a session of a role of the template may do what the role allows, a session of another role
   * what exists in its account, which is everything in the account of the stack, and the user everything, as far as no policy of
   * a resource keeps it from them.
   * @throws AwsError under the service's own name, or for a service that an assumed role can't use here
   */
  check(caller: Caller, action: string, resources: Resources, contextOf: ContextOf = WITHOUT_CONTEXT): void {
    const isElsewhere = caller.kind === 'assumed-role' && caller.accountId !== this.#options.account.id;
    if (isElsewhere) checkElsewhere(caller, action);
    const called = this.#options.functions.find(({ name }) => caller.kind === 'function' && name === caller.id);
    const principal = principalOf(caller);
    const own = this.#role(called?.roleArn ?? principal.arns[0])?.statements ?? (called ? [] : [EVERYTHING]);
    this.#check({ own, principal, session: caller.arn }, action, resources, contextOf);
  }

  /**
   * Checks what a role may do.
   * @param session the role's session name, for the message
   * @throws AwsError named `AccessDeniedException`
   */
  checkRole(roleArn: string | undefined, session: string, action: string, resources: Resources): void {
    const own = this.#statements(roleArn);
    const sessionArn = this.#session(roleArn, session);
    this.#check({ own, principal: this.#principal(roleArn), session: sessionArn }, action, resources, WITHOUT_CONTEXT);
  }

  /** Whether a role allows an action on a resource. */
  allows(roleArn: string | undefined, action: string, resource: string): boolean {
    const { own, principal } = { own: this.#statements(roleArn), principal: this.#principal(roleArn) };
    return this.#refusal({ own, principal }, action, resource, WITHOUT_CONTEXT) === undefined;
  }

  #check(caller: Called & { session: string }, action: string, resources: Resources, contextOf: ContextOf): void {
    for (const alternatives of resources.map((each) => [each].flat())) {
      const refusals = alternatives.map((resource) => this.#refusal(caller, action, resource, contextOf));
      if (refusals.includes(undefined)) continue;
      const message = `User: ${caller.session} is not authorized to perform: ${action} on resource: ${alternatives[0]} ${refusals[0]}`;
      throw new AwsError('AccessDeniedException', message, REFUSED_WITH_403.test(action) ? 403 : 400);
    }
  }

  #refusal({ own, principal }: Called, action: string, resource: string, contextOf: ContextOf): string | undefined {
    const [roleOrUser = ''] = principal.arns;
    const about = {
      'aws:PrincipalArn': [roleOrUser],
      'aws:PrincipalAccount': [principal.accountId],
      // Nothing leaves this machine, so every call is as safe as one by HTTPS.
      'aws:SecureTransport': ['true'],
    };
    const policy = this.#options.resourcePolicies.find((each) => each.resource === ownerOf(resource));
    return refusal({ principal, action, resource, context: { ...about, ...contextOf(resource) } }, own, policy);
  }

  #statements(roleArn: string | undefined): Statement[] {
    return this.#role(roleArn)?.statements ?? [];
  }

  #principal(roleArn: string | undefined): Principal {
    return { arns: [roleArn ?? ''], accountId: this.#options.account.id };
  }

  #session(roleArn: string | undefined, session: string): string {
    return this.#options.account.globalArn('sts', `assumed-role/${this.#roleName(roleArn)}/${session}`);
  }

  #roleName(roleArn: string | undefined): string {
    return this.#role(roleArn)?.name ?? 'unknown';
  }

  #role(roleArn: string | undefined): Role | undefined {
    return this.#options.roles.find(({ arn }) => arn === roleArn);
  }
}

/** A caller and the statements of its own policies. */
interface Called {
  own: Statement[];
  principal: Principal;
}

/** The resource whose policy is about another one: objects have none of their own. */
function ownerOf(resource: string): string {
  return resource.startsWith('arn:aws:s3:::') ? resource.replace(/\/.*$/s, '') : resource;
}

function principalOf({ arn, accountId }: Caller): Principal {
  const role = arn.replace(/:sts:(.*):assumed-role\/([^/]+)\/.*$/, ':iam:$1:role/$2');
  return { arns: [role, arn], accountId };
}

function checkElsewhere({ accountId }: Caller, action: string): void {
  if (ASSUMED_ROLE_ACTION.test(action)) return;
  const message = `The embedded AWS does not support ${action} by a role of the account ${accountId}`;
  throw new AwsError('UnknownOperationException', message, 404);
}
