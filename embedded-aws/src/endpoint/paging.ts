import { AwsError } from './aws-error.ts';

export interface Page<Item> {
  items: Item[];
  nextToken?: string;
}

/**
 * Cuts a page out of a list.
 * @param invalidToken the name of the service's error for a token that it didn't issue
 * @throws AwsError
 */
export function pageOf<Item>(list: Item[], size: number, token: string | undefined, invalidToken: string): Page<Item> {
  const start = token === undefined ? 0 : Number(Buffer.from(token, 'base64url').toString());
  if (!Number.isInteger(start) || start < 0) throw new AwsError(invalidToken, 'The token is not valid');
  const end = start + size;
  const next = end < list.length ? { nextToken: Buffer.from(String(end)).toString('base64url') } : {};
  return { items: list.slice(start, end), ...next };
}
