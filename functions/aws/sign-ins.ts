import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { browserHash } from '../domain/approval/one-time-code.ts';
import { linkHash } from '../domain/approval/page-link.ts';
import { SIGN_IN_MINUTES, type SignedIn } from '../domain/approval/sign-in.ts';
import { TableName, table } from './table.ts';

/** For which link, and in which browser, somebody has signed in. */
export interface SignInPlace {
  browserSecret: string;
  linkSecret: string;
}

/** A sign-in, and what proves it to whoever does not trust this item. */
export interface StoredSignIn {
  signedIn: SignedIn;
  /** The identity provider's own statement, which it has signed. */
  idToken: string;
  /** Of the authorization request. */
  state: string;
}

/** Keeps the sign-in for a link in a browser; the last one counts. */
export async function putSignIn(place: SignInPlace, signIn: StoredSignIn): Promise<void> {
  const ttl = Math.ceil(Date.parse(signIn.signedIn.at) / 1000) + SIGN_IN_MINUTES * 60;
  await table.send(new PutCommand({ TableName, Item: { pk: `SIGNIN#${nameOf(place)}`, ...signIn, ttl } }));
}

/** The last sign-in for a link in a browser. */
export async function readSignIn(place: SignInPlace): Promise<StoredSignIn | undefined> {
  const Key = { pk: `SIGNIN#${nameOf(place)}` };
  const { Item } = await table.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  if (!Item) return undefined;
  const { signedIn, idToken, state } = Item;
  return { signedIn, idToken, state };
}

/** Neither secret is kept. */
function nameOf({ browserSecret, linkSecret }: SignInPlace): string {
  return `${linkHash(linkSecret)}#${browserHash(browserSecret)}`;
}
