import type { DeliveryFailureReason } from '../domain/ledger/events.ts';

/** Why mail does not reach somebody. */
export function deliveryFailureWords(reason: DeliveryFailureReason): string {
  switch (reason.kind) {
    case 'bounced':
      return `the mail bounced (${reason.subType})`;
    case 'reportedAsSpam':
      return 'the mail was reported as spam';
    case 'refused':
      return `Amazon SES refused the mail (${reason.error})`;
  }
}
