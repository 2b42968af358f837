/** The value where the account has a key of its own for what the service stores, or another one. */
export function ifOwnKey(value: object, otherwise: object): object {
  return { 'Fn::If': ['HasCustomerManagedKey', value, otherwise] };
}

export function attribute(id: string, name: string): object {
  return { 'Fn::GetAtt': [id, name] };
}

export function sub(text: string): object {
  return { 'Fn::Sub': text };
}

/** A statement of an IAM policy. */
export function allow(Action: string | string[], Resource: unknown): object {
  return { Effect: 'Allow', Action, Resource };
}

export function policy(Statement: object[]): object {
  return { Version: '2012-10-17', Statement };
}
