import { AwsError } from '../endpoint/aws-error.ts';
import type { Caller } from '../endpoint/service.ts';
import { LOCAL_USER } from '../local-user.ts';
import { ACCOUNT_ID } from '../place.ts';
import type { FunctionModel } from '../template/function-models.ts';
import type { Role } from '../template/roles.ts';
import { matchesWildcards } from './wildcards.ts';

/** Decides what a caller may do, as the roles in the template say. Conditions are not evaluated. */
export class Access {
  readonly #roles: Role[];
  readonly #functions: FunctionModel[];

  constructor(roles: Role[], functions: FunctionModel[]) {
    this.#roles = roles;
    this.#functions = functions;
  }

  /**
   * Who an access key id belongs to: a function signs with its own name.
   * @throws AwsError for a request without a signature
   */
  caller(accessKeyId: string | undefined): Caller {
    if (!accessKeyId) {
      throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
    }
    return { id: accessKeyId, isFunction: this.#functions.some(({ name }) => name === accessKeyId) };
  }

  /**
   * Checks a call. A function has its role; everybody else is the user, who may do everything.
   * @throws AwsError named `AccessDeniedException`
   */
  check(caller: Caller, action: string, resources: (string | string[])[]): void {
    const called = this.#functions.find(({ name }) => name === caller.id);
    if (called) this.checkRole(called.roleArn, caller.id, action, resources);
  }

  /**
   * Checks what a role may do.
   * @param session the role's session name, for the message
   * @throws AwsError named `AccessDeniedException`
   */
  checkRole(roleArn: string | undefined, session: string, action: string, resources: (string | string[])[]): void {
    const refused = resources
      .map((alternatives) => [alternatives].flat())
      .find((alternatives) => !alternatives.some((resource) => this.allows(roleArn, action, resource)));
    if (refused === undefined) return;
    const message = `User: ${this.#session(roleArn, session)} is not authorized to perform: ${action} on resource: ${refused[0]} because no identity-based policy allows the ${action} action`;
    throw new AwsError('AccessDeniedException', message, action.startsWith('account:') ? 403 : 400);
  }

  /** Tells whether a role may do something with a resource. */
  allows(roleArn: string | undefined, action: string, resource: string): boolean {
    const role = this.#role(roleArn);
    return role !== undefined && isAllowed(role, action, resource);
  }

  /** The ARN of who calls: a function acts in a session of its role. */
  identity(caller: Caller): string {
    const called = this.#functions.find(({ name }) => name === caller.id);
    return called ? this.#session(called.roleArn, caller.id) : LOCAL_USER.arn;
  }

  #session(roleArn: string | undefined, session: string): string {
    return `arn:aws:sts::${ACCOUNT_ID}:assumed-role/${this.#role(roleArn)?.name ?? 'unknown'}/${session}`;
  }

  #role(roleArn: string | undefined): Role | undefined {
    return this.#roles.find(({ arn }) => arn === roleArn);
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
