import { AwsError } from './aws-error.ts';

export interface Page<Item> {
  items: Item[];
  nextToken?: string;
}

/**
 * Cuts a page out of a list.
 * @param invalidToken the service's error for a token that it didn't issue, or the error's name
 * @throws AwsError
 */
export function pageOf<Item>(
  list: readonly Item[],
  size: number,
  token: string | undefined,
  invalidToken: string | AwsError,
): Page<Item> {
  const start = token === undefined ? 0 : Number(Buffer.from(token, 'base64url').toString());
  if (token !== undefined && (!Number.isInteger(start) || start < 1 || tokenOf(start) !== token)) {
    throw typeof invalidToken === 'string' ? new AwsError(invalidToken, 'The token is not valid') : invalidToken;
  }
  const end = start + size;
  return { items: list.slice(start, end), ...(end < list.length ? { nextToken: tokenOf(end) } : {}) };
}

function tokenOf(start: number): string {
  return Buffer.from(String(start)).toString('base64url');
}
