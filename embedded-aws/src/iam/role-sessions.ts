import { createHash, randomBytes } from 'node:crypto';
import { currentTime } from '../clock/clock.ts';
import { AwsError } from '../endpoint/aws-error.ts';
import { isObject, parseJson, textAt } from '../json.ts';

/** Temporary credentials, as AssumeRole returns them. */
export interface TemporaryCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiration: Date;
}

/** The identity of an assumed role. */
export interface RoleSession {
  accountId: string;
  /** For example `arn:aws:sts::111111111111:assumed-role/contacts/apply-change`. */
  arn: string;
  userId: string;
}

/**
 * The session and the secret that belong to a token. The HTTP API runs in another process than AssumeRole, so it reads them from
 * the token; nobody needs to be kept from forging one on their own machine.
 * @returns nothing when the token is of another access key, or has expired
 */
export function readSessionToken(
  token: string,
  accessKeyId: string,
  now: Date,
): { session: RoleSession; secretAccessKey: string } | undefined {
  const content = parseJson(Buffer.from(token, 'base64url').toString())?.value;
  if (!isObject(content) || textAt(content, 'accessKeyId') !== accessKeyId) return undefined;
  if (!(Date.parse(textAt(content, 'expiration') ?? '') > now.getTime())) return undefined;
  const [accountId = '', arn = '', userId = ''] = ['accountId', 'arn', 'userId'].map((key) => textAt(content, key));
  return { session: { accountId, arn, userId }, secretAccessKey: secretOf(token) };
}

function secretOf(sessionToken: string): string {
  return createHash('sha256').update(sessionToken).digest('base64');
}

/** The sessions of assumed roles, by their credentials. */
export class RoleSessions {
  readonly #now: () => number;
  readonly #sessions = new Map<string, { session: RoleSession; credentials: TemporaryCredentials }>();

  /** @param now milliseconds since 1970; for tests */
  constructor(now: () => number = currentTime) {
    this.#now = now;
  }

  /** Creates credentials for a session of a role. */
  begin(session: RoleSession, durationSeconds: number): TemporaryCredentials {
    const accessKeyId = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`;
    const expiration = new Date(this.#now() + durationSeconds * 1000);
    const sessionToken = Buffer.from(JSON.stringify({ ...session, accessKeyId, expiration })).toString('base64url');
    const credentials = { accessKeyId, secretAccessKey: secretOf(sessionToken), sessionToken, expiration };
    this.#sessions.set(credentials.accessKeyId, { session, credentials });
    return credentials;
  }

  /**
   * The session that credentials belong to, or nothing when they aren't of a session.
   * @throws AwsError for credentials that lack their session token, or that have expired
   */
  find(accessKeyId: string, sessionToken: string | undefined): RoleSession | undefined {
    const found = this.#sessions.get(accessKeyId);
    if (!found) return undefined;
    const { session, credentials } = found;
    if (sessionToken !== credentials.sessionToken) {
      const message = 'The security token included in the request is invalid.';
      throw new AwsError('UnrecognizedClientException', message, 403);
    }
    if (this.#now() >= credentials.expiration.getTime()) {
      throw new AwsError('ExpiredTokenException', 'The security token included in the request is expired', 403);
    }
    return session;
  }
}
