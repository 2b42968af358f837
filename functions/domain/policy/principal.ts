/** The parts of the ARN of an IAM principal that say who it is. */
export interface Principal {
  kind: 'user' | 'session' | 'other';
  /** Of the user, or of the role of the session; otherwise empty. */
  owner: string;
  /** Of the user, or of the session; otherwise the whole ARN. */
  name: string;
}

/** Whether the ARN of an IAM user or a role's session fits a pattern, in which `*` stands for any text. */
export function isPrincipal(pattern: string, arn: string | undefined): boolean {
  const literal = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return arn !== undefined && new RegExp(`^${literal.join('.*')}$`, 's').test(arn);
}

/** Reads an ARN. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
export function readPrincipal(arn: string): Principal {
  const [, , service, , , ...rest] = arn.split(':');
  const [type, ...path] = rest.join(':').split('/');
  const name = path.at(-1) ?? '';
  if (service === 'sts' && type === 'assumed-role' && path.length === 2) {
    return { kind: 'session', owner: path[0] ?? '', name };
  }
  return service === 'iam' && type === 'user' && name !== ''
    ? { kind: 'user', owner: name, name }
    : { kind: 'other', owner: '', name: arn };
}
