import type { EventOf } from '../domain/ledger/events.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import { errorLine } from '../domain/outcome/caught-error.ts';
import { contactWords } from './contact.ts';
import { type Told, WENT_WELL, WENT_WRONG } from './event-look.ts';
import { UNCONFIRMED } from './status.ts';

/** What became of one change, in words. */
export function changeWords(
  event: EventOf<'ChangeApplied' | 'ChangeFailed' | 'ChangeConfirmed' | 'ChangeNotConfirmed'>,
  { accounts }: RequestRecord,
): Told {
  const contact = contactWords(event, accounts);
  switch (event.type) {
    case 'ChangeApplied':
      return { ...WENT_WELL, text: `Applied the ${contact}${appliedNote(event)}` };
    case 'ChangeFailed':
      return { ...WENT_WRONG, text: failedText(event, contact) };
    case 'ChangeConfirmed':
      return { ...WENT_WELL, text: `AWS shows the ${contact} now` };
    case 'ChangeNotConfirmed':
      return { ...WENT_WRONG, text: `AWS still does not show the ${contact}. An alarm tells the operators` };
  }
}

function failedText({ status, error }: EventOf<'ChangeFailed'>, contact: string): string {
  switch (status) {
    case 'FAILED':
      return `Could not apply the ${contact}: ${errorLine(error)}`;
    case 'CONFLICT':
      return `Left the ${contact} alone: it changed in the meantime`;
  }
}

function appliedNote({ alreadyInPlace, confirmed }: EventOf<'ChangeApplied'>): string {
  if (alreadyInPlace) return ': already in place, nothing to do';
  return confirmed === false ? `. ${UNCONFIRMED}` : '';
}
