import { putRequestEvent } from './aws/event-bus.ts';
import { readPrincipalTag } from './aws/iam-tags.ts';
import { putProof } from './aws/intake-proofs.ts';
import { claimOf, identifyCaller } from './domain/policy/caller-identity.ts';
import { checkAtDoor, isTooLarge } from './domain/policy/door-problems.ts';
import { EVENT_SOURCE } from './domain/request/event-source.ts';
import { audited } from './middleware/audited.ts';
import { jsonAnswer, jsonChain, readBody, requestTooLarge, withField } from './middleware/json-chain.ts';
import { policy } from './runtime/policy.ts';
import { otherPersonText, unnamedCallerText } from './wording/identity.ts';
import { reasonsOf } from './wording/reason.ts';
import { refusedText } from './wording/refused-request.ts';

/** `POST /requests`: a change request by a caller who signs it. Where the policy knows the person, it is their request. */
export const handler = jsonChain()
  .use(audited('request'))
  .handler(async ({ text = '', principal, note }) => {
    if (principal === undefined) return jsonAnswer(403, { message: 'Forbidden' });
    const body = readBody(text);
    if ('answer' in body) {
      note({ refusal: body.refusal });
      return body.answer;
    }

    const named = Object(body.value).requestedBy;
    const caller = await identifyCaller(principal, policy.identities ?? [], readPrincipalTag);
    const claim = claimOf(caller, named, policy.mailboxes ?? {});
    if ('unnamed' in claim) return jsonAnswer(403, { message: unnamedCallerText(principal, claim.unnamed) });
    if ('signedInAs' in claim) return jsonAnswer(403, { message: otherPersonText(claim.signedInAs) });

    const sender = { eventSource: EVENT_SOURCE };
    const sent = withField(withChanges(body.value), 'requestedBy', claim.requestedBy);
    const checked = checkAtDoor(sent, sender, policy);
    if ('problems' in checked) {
      const reasons = reasonsOf(checked.problems);
      return jsonAnswer(422, { message: refusedText('this', reasons, body.value), reasons });
    }
    const { request } = checked;
    if (isTooLarge(request)) return requestTooLarge();
    await putProof(request, claim.isProven ? 'iam' : 'claimed');
    await putRequestEvent(request);
    const { requestId, requestedBy } = request;
    return jsonAnswer(202, { requestId, requestedBy });
  });

/** A request that names a change set may leave its changes out. Its proof is that of what is put on the bus. */
function withChanges(sent: unknown): unknown {
  const { changes = [], changeSet } = Object(sent);
  return changeSet === undefined ? sent : withField(sent, 'changes', changes);
}
