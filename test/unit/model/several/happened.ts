import type { RequestEvent } from '../../../../functions/domain/ledger/events.ts';

/** A full run that has not seen all of these shows too little. */
export const WHAT_MUST_HAPPEN = [
  'a contact is changed',
  'a function dies',
  'a vote is refused',
  'asked again, then applied',
  'cancelled: accountClosed',
  'cancelled: baselineGone',
  'cancelled: superseded',
  'cancelled: takenBack',
  'confirmed later',
  'ends APPLIED',
  'ends CANCELLED',
  'ends DUPLICATE',
  'ends EXPIRED',
  'ends FAILED',
  'ends INVALID',
  'ends PARTIALLY_APPLIED',
  'ends REJECTED',
  'ends UNCHANGED',
  'not confirmed in time',
  'outdated by another request',
  'partly withdrawn: accountClosed',
  'partly withdrawn: superseded',
  'pre-approved',
  'somebody who shaped a request is turned away',
  'the sweep wakes an execution',
  'unconfirmed',
];

/** What is worth counting of all that has happened to a request. */
export function whatHappened(history: RequestEvent[]): string[] {
  const types = history.map(({ type }) => type);
  const isAskedAgain = types.filter((type) => type === 'ApprovalRequested').length > 1;
  return [
    ...history.flatMap((event) => nameOf(event) ?? []),
    ...(types.includes('PlanOutdated') ? ['outdated by another request'] : []),
    ...(isAskedAgain && types.includes('ChangeApplied') ? ['asked again, then applied'] : []),
  ];
}

function nameOf(event: RequestEvent): string | undefined {
  switch (event.type) {
    case 'Cancelled':
      return event.because && `cancelled: ${event.because.kind}`;
    case 'ChangesWithdrawn':
      return `partly withdrawn: ${event.because.kind}`;
    case 'Approved':
      return event.approvedBecause === 'preApproved' ? 'pre-approved' : undefined;
    case 'ChangeApplied':
      return event.confirmed === false ? 'unconfirmed' : undefined;
    case 'ChangeConfirmed':
      return 'confirmed later';
    case 'ChangeNotConfirmed':
      return 'not confirmed in time';
    default:
      return undefined;
  }
}
