import type { RequestRecord } from '../../domain/ledger/record.ts';
import { approverNextStepText } from '../../wording/next-step.ts';
import { outcomeSentence } from '../../wording/status.ts';
import type { Mail } from '../parts/mail.ts';
import { statusMail } from './status-mail.ts';
import { requestSuffix } from './subject-end.ts';

/** The mail that tells the other approvers about the decision. */
export function decisionMail({ record }: { record: RequestRecord }): Mail {
  const { requestedBy } = record.request;
  const meaning = [outcomeSentence(record), 'There is nothing left for you to do.', approverNextStepText(record)];
  return statusMail({
    record,
    subjectEnd: requestSuffix(record),
    meaning: meaning.join(' ').trim(),
    requester: requestedBy,
  });
}
