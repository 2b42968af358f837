import type { RequestRecord } from '../../domain/ledger/record.ts';
import { outcomeSentence } from '../../wording/status.ts';
import type { Mail } from '../parts/mail.ts';
import { statusMail } from './status-mail.ts';

/** The mail that tells the other approvers about the decision. */
export function decisionMail({ record }: { record: RequestRecord }): Mail {
  const { requestedBy } = record.request;
  const meaning = [outcomeSentence(record), 'There is nothing left for you to do.', newerRequestText(record)];
  return statusMail({
    record,
    subjectEnd: ` — requested by ${requestedBy}`,
    meaning: meaning.join(' ').trim(),
    requester: requestedBy,
  });
}

function newerRequestText({ cancellation }: RequestRecord): string {
  if (cancellation?.because?.kind !== 'superseded') return '';
  return 'If you are to decide on the newer request, you get a mail of its own.';
}
