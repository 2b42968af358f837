import { AwsError } from '../endpoint/aws-error.ts';
import type { Caller } from '../endpoint/service.ts';
import type { StackAccount } from '../stack-account.ts';
import type { FunctionModel } from '../template/function-models.ts';
import type { Role } from '../template/roles.ts';
import { localUser } from './local-user.ts';
import type { RoleSessions } from './role-sessions.ts';
import { matchesWildcards } from './wildcards.ts';

/** Services with a REST protocol refuse with 403, the others with 400. */
const REST_ACTION = /^(account|ses):/;

/** What a session of a role can be used for here when it is in another account than the stack. */
const ASSUMED_ROLE_ACTION = /^(account:.*|sts:GetCallerIdentity)$/;

export interface AccessOptions {
  account: StackAccount;
  roles: Role[];
  functions: FunctionModel[];
  sessions: RoleSessions;
}

/** Decides what a caller may do according to the roles in the template. Conditions aren't evaluated. */
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
   * Checks a call. A function may do what its role allows, an assumed role what exists in its account, which is everything
   * in the account of the stack, and the user everything.
   * @throws AwsError under the service's own name, or for a service that an assumed role can't use here
   */
  check(caller: Caller, action: string, resources: (string | string[])[]): void {
    const called = this.#options.functions.find(({ name }) => caller.kind === 'function' && name === caller.id);
    if (called) this.checkRole(called.roleArn, caller.id, action, resources);
    const isElsewhere = caller.kind === 'assumed-role' && caller.accountId !== this.#options.account.id;
    if (isElsewhere && !ASSUMED_ROLE_ACTION.test(action)) {
      const message = `The embedded AWS does not support ${action} by a role of the account ${caller.accountId}`;
      throw new AwsError('UnknownOperationException', message, 404);
    }
  }

  /**
   * Checks what a role may do.
   * @param session the role's session name, for the message
   * @throws AwsError named `AccessDeniedException`, or `AccessDenied` as STS does
   */
  checkRole(roleArn: string | undefined, session: string, action: string, resources: (string | string[])[]): void {
    const refused = resources
      .map((alternatives) => [alternatives].flat())
      .find((alternatives) => !alternatives.some((resource) => this.allows(roleArn, action, resource)));
    if (refused === undefined) return;
    const message = `User: ${this.#session(roleArn, session)} is not authorized to perform: ${action} on resource: ${refused[0]} because no identity-based policy allows the ${action} action`;
    if (action.startsWith('sts:')) throw new AwsError('AccessDenied', message, 403);
    throw new AwsError('AccessDeniedException', message, REST_ACTION.test(action) ? 403 : 400);
  }

  /** Whether a role allows an action on a resource. */
  allows(roleArn: string | undefined, action: string, resource: string): boolean {
    const role = this.#role(roleArn);
    return role !== undefined && isAllowed(role, action, resource);
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

function isAllowed(role: Role, action: string, resource: string): boolean {
  const effects = role.statements
    .filter((statement) =>
      statement.actions.some((pattern) => matchesWildcards(pattern.toLowerCase(), action.toLowerCase())),
    )
    .filter((statement) =>
      statement.resources.some((pattern) => (resource === '*' ? pattern === '*' : matchesWildcards(pattern, resource))),
    )
    .map((statement) => statement.effect);
  return effects.includes('Allow') && !effects.includes('Deny');
}
