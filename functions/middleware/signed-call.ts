import { readPrincipalTag } from '../aws/iam-tags.ts';
import { type Claim, claimOf, identifyCaller } from '../domain/policy/caller-identity.ts';
import { policy } from '../runtime/policy.ts';
import { otherPersonText, unnamedCallerText } from '../wording/identity.ts';
import type { AuditedEvent } from './audited.ts';
import type { HttpAnswer } from './http-chain.ts';
import { type JsonEvent, jsonAnswer, readBody } from './json-chain.ts';

/** What a caller who signs has sent. */
export interface SignedCall {
  body: unknown;
  /** Whom they speak for. */
  claim: Extract<Claim, { isProven: boolean }>;
}

/**
 * Reads a call whose caller signs it, and finds out whom they speak for.
 * @param person the field of the body that names them
 * @returns the answer instead, if it cannot be read, or is of nobody whom the policy lets speak
 */
export async function readSignedCall(
  { text = '', principal, note }: Pick<JsonEvent & AuditedEvent, 'text' | 'principal' | 'note'>,
  person: string,
): Promise<SignedCall | { answer: HttpAnswer }> {
  if (principal === undefined) return { answer: jsonAnswer(403, { message: 'Forbidden' }) };
  const read = readBody(text);
  if ('answer' in read) {
    note({ refusal: read.refusal });
    return { answer: read.answer };
  }
  const body = read.value;
  const { identities = [], mailboxes = {} } = policy;
  const caller = await identifyCaller(principal, identities, readPrincipalTag);
  const claim = claimOf(caller, Object(body)[person], mailboxes);
  if ('isProven' in claim) return { body, claim };
  const message = 'unnamed' in claim ? unnamedCallerText(principal, claim.unnamed) : otherPersonText(claim.signedInAs);
  return { answer: jsonAnswer(403, { message }) };
}
