import { createHash, timingSafeEqual } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { LOCAL_KEYS, localUser } from '../iam/local-user.ts';
import { readSessionToken } from '../iam/role-sessions.ts';
import { REGION, type StackAccount } from '../stack-account.ts';
import type { RawRequest } from './raw-request.ts';
import { Sha256 } from './sha256.ts';

/** How far the clocks may differ. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html */
const MOST_SKEW_MS = 5 * 60_000;

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=(?<credential>[^,\s]+), ?SignedHeaders=(?<signedHeaders>[^,\s]+), ?Signature=(?<signature>[0-9a-f]{64})$/;

/** Whose signature it would be. */
interface Signer {
  accountId: string;
  arn: string;
  userId: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/**
 * Checks the signature of a request, by the local user or by a session of a role in the stack's account, by signing it again.
 * @param account the stack's own account
 * @returns the authorizer of the event, or nothing when the request must be refused
 */
export async function authorizeIam(
  request: RawRequest,
  account: StackAccount,
  now = new Date(),
): Promise<object | undefined> {
  const { credential, signedHeaders, signature } =
    AUTHORIZATION.exec(request.headers['authorization'] ?? '')?.groups ?? {};
  const signingDate = readDate(request.headers['x-amz-date']);
  const names = signedHeaders?.split(';') ?? [];
  if (!signature || !signingDate || !names.includes('host')) return undefined;
  const signer = signerOf(request, credential?.split('/')[0] ?? '', account, now);
  if (!signer) return undefined;
  const scope = `${signer.accessKeyId}/${day(signingDate)}/${REGION}/execute-api/aws4_request`;
  const isFresh = Math.abs(now.getTime() - signingDate.getTime()) <= MOST_SKEW_MS;
  if (credential !== scope || !isFresh || !holdsItsHash(request)) return undefined;
  const expected = Buffer.from(await sign(request, signer, names, signingDate));
  const given = Buffer.from(signature);
  const isRight = given.length === expected.length && timingSafeEqual(given, expected);
  return isRight ? { iam: identity(signer, account) } : undefined;
}

/** Only callers of the stack's own account may call its HTTP API. */
function signerOf({ headers }: RawRequest, accessKeyId: string, account: StackAccount, now: Date): Signer | undefined {
  const token = headers['x-amz-security-token'];
  if (token === undefined) return { ...localUser(account), ...LOCAL_KEYS };
  const found = readSessionToken(token, accessKeyId, now);
  if (found?.session.accountId !== account.id) return undefined;
  return { ...found.session, accessKeyId, secretAccessKey: found.secretAccessKey };
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
function identity({ accessKeyId, accountId, userId, arn }: Signer, account: StackAccount) {
  return {
    accessKey: accessKeyId,
    accountId,
    callerId: userId,
    cognitoIdentity: null,
    principalOrgId: account.organizationId,
    userArn: arn,
    userId,
  };
}

async function sign(
  { method, url, headers, body }: RawRequest,
  credentials: Signer,
  names: string[],
  date: Date,
): Promise<string> {
  const signer = new SignatureV4({
    ...{ service: 'execute-api', region: REGION, sha256: Sha256, applyChecksum: false },
    // The token is among the signed headers, if the client has signed it; it is not added again.
    credentials: { accessKeyId: credentials.accessKeyId, secretAccessKey: credentials.secretAccessKey },
  });
  const [path = '', search = ''] = url.split('?');
  const query = new URLSearchParams(search);
  const signed = names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]] as const]));
  const request = {
    method,
    protocol: 'http:',
    hostname: '',
    path,
    query: Object.fromEntries([...query.keys()].map((name) => [name, query.getAll(name)])),
    headers: Object.fromEntries(signed),
    body,
  };
  const again = await signer.sign(request, { signingDate: date, signableHeaders: new Set(names) });
  return AUTHORIZATION.exec(again.headers['authorization'] ?? '')?.groups?.['signature'] ?? '';
}

/** The signer takes the body's hash from this header without checking it. */
function holdsItsHash({ headers, body }: RawRequest): boolean {
  const given = headers['x-amz-content-sha256'];
  return given === undefined || given === createHash('sha256').update(body).digest('hex');
}

function readDate(text: string | undefined): Date | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text ?? '');
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10).replaceAll('-', '');
}
