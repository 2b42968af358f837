import type { ChangeRequest } from '../../schemas/compiled/change-request.js';
import { putTicketComment } from '../aws/event-bus.ts';
import { sendMail } from '../aws/mailer.ts';
import { readRecord, updateRecord } from '../aws/request-table.ts';
import { evolveAll } from '../domain/ledger/evolve.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import { answerRepetition, contestId, isRepetition } from '../domain/outcome/repeated-request.ts';
import { isRequester } from '../domain/request/request.ts';
import { requestKeyOf } from '../domain/request/request-key.ts';
import { logged, logger } from '../runtime/logger.ts';
import { emitMetrics } from '../runtime/metrics.ts';
import { contestedMail, takenIdMail } from '../web/mails/duplicate-mail.ts';
import { contestedComment, repeatedComment, takenIdComment } from '../wording/ticket-comment.ts';
import { mayMailRequester } from './requester-mail.ts';

type Mail = ReturnType<typeof takenIdMail>;

/**
 * Answers a request whose id is taken. The same one again is answered by its ticket alone, if it has ended in vain; another one is
 * told to the requesters of both, and alarmed: somebody may have taken the id on purpose.
 */
export async function answerDuplicate(again: ChangeRequest, executionArn: string): Promise<void> {
  const first = await readRecord(requestKeyOf(again));
  if (first && isRepetition(first, again)) await answerRepeated(first);
  else await answerOther(first, again, executionArn);
}

async function answerRepeated(record: RequestRecord): Promise<void> {
  const at = new Date().toISOString();
  const comment = repeatedComment(record);
  if (!comment || answerRepetition(record, at).length === 0) return;
  await putTicketComment(comment);
  await updateRecord(requestKeyOf(record.request), (current) => evolveAll(current, answerRepetition(current, at)));
}

/** @param first nothing if what has the id is no request: somebody has written it there */
async function answerOther(
  first: RequestRecord | undefined,
  other: ChangeRequest,
  executionArn: string,
): Promise<void> {
  logger.warn('Another request came under a requestId that is taken', {
    requestKey: requestKeyOf(other),
    executionArn,
  });
  emitMetrics({ ContestedRequestIds: 1 });
  if (first) await tellBoth(first, other, executionArn);
  else await tellOther(other);
}

/** Neither of the two learns what the other asks for, or who it is. */
async function tellBoth(first: RequestRecord, other: ChangeRequest, executionArn: string): Promise<void> {
  const at = new Date().toISOString();
  const { tellsOther, tellsFirst } = contestId(first, executionArn, at);
  if (!tellsOther) return;
  await tellOther(other);
  if (tellsFirst) await tellOwner(first.request, other);
  await updateRecord(requestKeyOf(other), (current) => evolveAll(current, contestId(current, executionArn, at).events));
}

async function tellOther(other: ChangeRequest): Promise<void> {
  await tell(other, takenIdComment(other), takenIdMail(other.requestId));
}

/** Who is told of the other request already need not be told twice. */
async function tellOwner(first: ChangeRequest, other: ChangeRequest): Promise<void> {
  const isSameTicket = first.source.reference === other.source.reference;
  const mail = isRequester(first, other.requestedBy) ? undefined : contestedMail(first.requestId);
  await tell(first, isSameTicket ? undefined : contestedComment(first), mail);
}

/** A mail that cannot be sent is logged; a comment is tried again. */
async function tell(
  request: ChangeRequest,
  comment: ReturnType<typeof takenIdComment>,
  mail: Mail | undefined,
): Promise<void> {
  if (comment) await putTicketComment(comment);
  if (!mail || !(await mayMailRequester(request))) return;
  const onError = logged('A requester was not told that two requests have one id', {
    requestKey: requestKeyOf(request),
  });
  await sendMail(request.requestedBy, mail, null).catch(onError);
}
