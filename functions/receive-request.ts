import { putRequestEvent } from './aws/event-bus.ts';
import { putProof } from './aws/intake-proofs.ts';
import { checkAtDoor, isTooLarge } from './domain/policy/door-problems.ts';
import { withChanges } from './domain/request/change-set.ts';
import { EVENT_SOURCE } from './domain/request/event-source.ts';
import { audited } from './middleware/audited.ts';
import { jsonAnswer, jsonChain, requestTooLarge, withField } from './middleware/json-chain.ts';
import { readSignedCall } from './middleware/signed-call.ts';
import { policy } from './runtime/policy.ts';
import { reasonsOf } from './wording/reason.ts';
import { refusedText } from './wording/refused-request.ts';

/** `POST /requests`: a change request by a caller who signs it. Where the policy knows the person, it is their request. */
export const handler = jsonChain()
  .use(audited('request'))
  .handler(async (call) => {
    const signed = await readSignedCall(call, 'requestedBy');
    if ('answer' in signed) return signed.answer;
    const { body, claim } = signed;
    const sender = { eventSource: EVENT_SOURCE };
    const sent = withField(withChanges(body), 'requestedBy', claim.requestedBy);
    const checked = checkAtDoor(sent, sender, policy);
    if ('problems' in checked) {
      const reasons = reasonsOf(checked.problems);
      return jsonAnswer(422, { message: refusedText('this', reasons, body), reasons });
    }
    const { request } = checked;
    if (isTooLarge(request)) return requestTooLarge();
    await putProof(request, claim.isProven ? 'iam' : 'claimed');
    await putRequestEvent(request);
    const { requestId, requestedBy } = request;
    return jsonAnswer(202, { requestId, requestedBy });
  });
