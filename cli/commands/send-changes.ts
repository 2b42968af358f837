import type { Change } from '../../schemas/compiled/change-request.js';
import type { ExitCode } from '../exit-code.ts';
import { recordedChanges } from '../input/changes.ts';
import { checkedRequest, type RequestHead } from '../input/check-request.ts';
import { type Sending, sendRequest } from './send-request.ts';
import type { Session } from './session.ts';

/** Sends changes that were not written by hand: one request, or one campaign where they are too many for one. */
export function sendChanges(
  session: Session,
  head: RequestHead & { source: object },
  changes: Change[],
  sending: Omit<Sending, 'written'>,
): Promise<ExitCode> {
  const written = recordedChanges(changes);
  return sendRequest(session, checkedRequest(head, written), { ...sending, written });
}
