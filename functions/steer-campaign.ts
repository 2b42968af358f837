import validSteering from '../schemas/compiled/campaign-steering.js';
import { findRequest } from './aws/named-requests.ts';
import type { SteeringRefusal } from './domain/campaign/steering.ts';
import { isSameMailbox } from './domain/request/mailbox.ts';
import { audited } from './middleware/audited.ts';
import { jsonAnswer, jsonChain, withField } from './middleware/json-chain.ts';
import { readSignedCall } from './middleware/signed-call.ts';
import { policy } from './runtime/policy.ts';
import { steerCampaign } from './steps/campaign-steering.ts';
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
export const handler = calls.handler(async (call) => {
  const signed = await readSignedCall(call, 'by');
  if ('answer' in signed) return signed.answer;
  const { body, claim } = signed;
  const steering: unknown = withField(body, 'by', claim.requestedBy);
  if (!validSteering(steering)) {
    const reasons = schemaReasons(validSteering.errors ?? []);
    return jsonAnswer(422, { message: 'this does not say what to do with which campaign', reasons });
  }
  const { requestId, source, action, by, comment = '' } = steering;
  const isOwn = (address: string) => isSameMailbox(by, address, policy.mailboxes ?? {});
  const found = await findRequest(requestId, source?.system, isOwn);
  if ('refusal' in found) {
    const message = unclearRequestText(requestId, found.refusal);
    return jsonAnswer(found.refusal === 'unknown' ? 404 : 409, { message });
  }
  const { requestKey } = found;
  call.note({ requests: [requestKey] });
  const at = new Date().toISOString();
  const result = await steerCampaign(requestKey, { action, by, isProven: claim.isProven, comment, at });
  if ('refusal' in result) {
    call.note({ refusal: result.refusal });
    const message = `${requestId} goes on as it was: ${steeringRefusalWords(result.refusal)}`;
    return jsonAnswer(STATUS_CODES[result.refusal], { message });
  }
  return jsonAnswer(200, { requestId, state: result.control.state });
});
