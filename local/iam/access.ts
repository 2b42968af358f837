import { AwsError } from '../endpoint/aws-error.ts';
import type { Caller } from '../endpoint/service.ts';
import { ACCOUNT_ID } from '../place.ts';
import type { Role } from '../template/roles.ts';
import type { FunctionModel } from '../template/stack-model.ts';

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
    const role = this.#roles.find(({ arn }) => arn === roleArn);
    const allowed = (resource: string) => role !== undefined && isAllowed(role, action, resource);
    const refused = resources
      .map((alternatives) => [alternatives].flat())
      .find((alternatives) => !alternatives.some(allowed));
    if (refused === undefined) return;
    const user = `arn:aws:sts::${ACCOUNT_ID}:assumed-role/${role?.name ?? 'unknown'}/${session}`;
    const message = `User: ${user} is not authorized to perform: ${action} on resource: ${refused[0]} because no identity-based policy allows the ${action} action`;
    throw new AwsError('AccessDeniedException', message, action.startsWith('account:') ? 403 : 400);
  }
}

function isAllowed(role: Role, action: string, resource: string): boolean {
  const effects = role.statements
    .filter((statement) => statement.actions.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())))
    .filter((statement) =>
      statement.resources.some((pattern) => (resource === '*' ? pattern === '*' : matches(pattern, resource))),
    )
    .map((statement) => statement.effect);
  return effects.includes('Allow') && !effects.includes('Deny');
}

/** IAM's wildcards: `*` for any text, `?` for one character. */
function matches(pattern: string, text: string): boolean {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(text);
}
