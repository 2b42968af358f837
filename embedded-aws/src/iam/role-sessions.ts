import { randomBytes } from 'node:crypto';
import { AwsError } from '../endpoint/aws-error.ts';

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

/** The sessions of assumed roles, by their credentials. */
export class RoleSessions {
  readonly #now: () => number;
  readonly #sessions = new Map<string, { session: RoleSession; credentials: TemporaryCredentials }>();

  /** @param now milliseconds since 1970; for tests */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Creates credentials for a session of a role. */
  begin(session: RoleSession, durationSeconds: number): TemporaryCredentials {
    const credentials = {
      accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
      secretAccessKey: randomBytes(30).toString('base64'),
      sessionToken: randomBytes(96).toString('base64'),
      expiration: new Date(this.#now() + durationSeconds * 1000),
    };
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
