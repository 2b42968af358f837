/** What can't be measured here, each as it is assumed. */
export const ASSUMED = {
  /** Milliseconds that Lambda bills of an invocation: calls of AWS take longer there than here, and some starts are cold. */
  invocationMs: 250,
  /** Milliseconds that it bills of reading and changing one of many contacts, most of which wait for the turn: four share the pace. */
  turnMs: { ReadCurrentContact: 400, ApplyChange: 800 },
  /** Bytes that Lambda itself logs of an invocation in JSON: its start, its report, and now and then that of a cold start. */
  invocationLogBytes: 800,
  /** Bytes that Step Functions logs of an event of a history, without what the states work with. */
  historyEventLogBytes: 500,
  /** The events of a history that Step Functions logs: the parameter, as it is unless a stage has another. */
  workflowLogLevel: 'ERROR',
  /** Bytes of a line of the access log. */
  accessLogBytes: 450,
  hoursPerMonth: 730.5,
} as const;
