import type { ReachedState } from '../../../schemas/compiled/record-outcome.input.js';
import { foreignSystem } from '../policy/door-problems.ts';
import type { Policy } from '../policy/policy.ts';
import { type ReadableRequest, readableRequest } from '../request/readable-request.ts';

/**
 * Who asks, without the source if the request speaks for somebody else's system: that one's tickets are not told about it. The
 * execution may have failed before anybody looked. What the workflow itself asks for comes without an event's source.
 */
export function believedRequest(
  { source, detail, reasons = [] }: Pick<ReachedState, 'source' | 'detail' | 'reasons'>,
  policy: Pick<Policy, 'sources'>,
): ReadableRequest {
  const asked = readableRequest(detail);
  const isFound = reasons.some(({ pointer, code }) => pointer === '/source/system' && code === 'reservedSource');
  const sender = { eventSource: source, provenBy: 'signature' } as const;
  const isForeign = isFound || foreignSystem(asked.source?.system, sender, policy).length > 0;
  return isForeign && source !== undefined ? { ...asked, source: null } : asked;
}
