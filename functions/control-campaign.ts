import validSteering from '../schemas/compiled/campaign-steering.js';
import { readPrincipalTag } from './aws/iam-tags.ts';
import { findRequest } from './aws/named-requests.ts';
import type { SteeringRefusal } from './domain/campaign/steering.ts';
import { claimOf, identifyCaller } from './domain/policy/caller-identity.ts';
import { isSameMailbox } from './domain/request/mailbox.ts';
import { audited } from './middleware/audited.ts';
import { jsonAnswer, jsonChain, readBody, withField } from './middleware/json-chain.ts';
import { policy } from './runtime/policy.ts';
import { steerCampaign } from './steps/campaign-control.ts';
import { otherPersonText, unnamedCallerText } from './wording/identity.ts';
import { schemaReasons } from './wording/reason.ts';
import { steeringRefusalWords, unclearRequestText } from './wording/refusal.ts';

const STATUS_CODES: Record<SteeringRefusal, number> = {
  noCampaign: 409,
  notAllowed: 403,
  notProven: 403,
  ended: 409,
  notApplying: 409,
  pausedTooOften: 409,
};

const calls = jsonChain().use(audited('steering'));

/** `POST /campaigns`: pauses, resumes or cancels a campaign that is being applied, for the caller who signs. */
export const handler = calls.handler(async ({ text = '', principal, note }) => {
  if (principal === undefined) return jsonAnswer(403, { message: 'Forbidden' });
  const body = readBody(text);
  if ('answer' in body) {
    note({ refusal: body.refusal });
    return body.answer;
  }

  const { identities = [], mailboxes = {} } = policy;
  const caller = await identifyCaller(principal, identities, readPrincipalTag);
  const claim = claimOf(caller, Object(body.value).by, mailboxes);
  if ('unnamed' in claim) return jsonAnswer(403, { message: unnamedCallerText(principal, claim.unnamed) });
  if ('signedInAs' in claim) return jsonAnswer(403, { message: otherPersonText(claim.signedInAs) });

  const steering: unknown = withField(body.value, 'by', claim.requestedBy);
  if (!validSteering(steering)) {
    const reasons = schemaReasons(validSteering.errors ?? []);
    return jsonAnswer(422, { message: 'this does not say what to do with which campaign', reasons });
  }
  const { requestId, source, action, by, comment = '' } = steering;
  const isOwn = (address: string) => isSameMailbox(by, address, mailboxes);
  const found = await findRequest(requestId, source?.system, isOwn);
  if ('refusal' in found) {
    const message = unclearRequestText(requestId, found.refusal);
    return jsonAnswer(found.refusal === 'unknown' ? 404 : 409, { message });
  }
  const { requestKey } = found;
  note({ requests: [requestKey] });
  const at = new Date().toISOString();
  const result = await steerCampaign(requestKey, { action, by, isProven: claim.isProven, comment, at });
  if ('refusal' in result) {
    note({ refusal: result.refusal });
    const message = `${requestId} goes on as it was: ${steeringRefusalWords(result.refusal)}`;
    return jsonAnswer(STATUS_CODES[result.refusal], { message });
  }
  return jsonAnswer(200, { requestId, state: result.control.state });
});
