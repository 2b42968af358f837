/** Mutants that no contract notices, because the template means the same without what is missing; each with the reason. */
export const accepted: { reason: string; mutants: string[] }[] = [
  {
    reason: 'the Catch of all errors leads the same way; these are named for whoever reads the definition',
    mutants: [
      'catch: ApplyChange AccessDeniedException and 2 more',
      'caught error: ApplyChange AccessDeniedException',
      'caught error: ApplyChange ValidationException',
      'caught error: ApplyChange ContactChangedError',
      'catch: RegisterRequest DuplicateRequestError',
    ],
  },
  {
    reason:
      'the Retry before this one says that the time of a round is never begun again; this one is shared with other tasks',
    mutants: ['retried error: RequestApproval States.Timeout', 'retried error: HoldPage States.Timeout'],
  },
];
