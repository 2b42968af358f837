import validCancellation from '../schemas/compiled/cancellation.js';
import { findRequest } from './aws/named-requests.ts';
import { recordEvents } from './aws/request-table.ts';
import { wakeIfOver } from './aws/workflow.ts';
import { type CancellationRefusal, cancelRequest, type UnclearRequest } from './domain/approval/cancellation.ts';
import { isSameMailbox } from './domain/request/mailbox.ts';
import { audited } from './middleware/audited.ts';
import { jsonAnswer, jsonChain, withField } from './middleware/json-chain.ts';
import { readSignedCall } from './middleware/signed-call.ts';
import { logged } from './runtime/logger.ts';
import { policy } from './runtime/policy.ts';
import { schemaReasons } from './wording/reason.ts';
import { cancellationRefusalWords, unclearRequestText } from './wording/refusal.ts';

const STATUS_CODES: Record<CancellationRefusal, number> = {
  notTheRequester: 403,
  notProven: 403,
  ended: 409,
  applying: 409,
};

const calls = jsonChain().use(audited('cancellation'));

/** `POST /cancellations`: cancels a request for the caller who signs, until its changes are being applied. */
export const handler = calls.handler(async (call) => {
  const signed = await readSignedCall(call, 'requestedBy');
  if ('answer' in signed) return signed.answer;
  const { body, claim } = signed;
  const cancellation: unknown = withField(body, 'requestedBy', claim.requestedBy);
  if (!validCancellation(cancellation)) {
    const reasons = schemaReasons(validCancellation.errors ?? []);
    return jsonAnswer(422, { message: 'this is not a valid cancellation', reasons });
  }
  const { requestId, source, requestedBy, reason: comment = '' } = cancellation;
  const isOwn = (address: string) => isSameMailbox(requestedBy, address, policy.mailboxes ?? {});
  const found = await findRequest(requestId, source?.system, isOwn);
  if ('refusal' in found) return unclearRequest(requestId, found.refusal);
  const { requestKey } = found;
  call.note({ requests: [requestKey] });
  const at = new Date().toISOString();
  const result = await recordEvents(requestKey, (current) => {
    const own = current.request.requestedBy;
    const by = isOwn(own) ? own : requestedBy;
    return cancelRequest(current, { requestedBy: by, isProven: claim.isProven, comment, at });
  });
  if ('refusal' in result) {
    call.note({ refusal: result.refusal });
    const message = `${requestId} was not cancelled: ${cancellationRefusalWords(result.refusal)}`;
    return jsonAnswer(STATUS_CODES[result.refusal], { message });
  }
  await wakeIfOver(result.record).catch(logged('The execution was not woken', { requestKey }));
  return jsonAnswer(200, { requestId, status: result.record.status });
});

function unclearRequest(requestId: string, refusal: UnclearRequest) {
  return jsonAnswer(refusal === 'unknown' ? 404 : 409, { message: unclearRequestText(requestId, refusal) });
}
