/** The errors that the same call may not meet a moment later: tasks are tried again, and pages ask people to do so. */
export const PASSING_ERRORS = new Set([
  'ConcurrentUpdateError',
  'EventRefusedError',
  'ServiceUnavailableError',
  'ThrottlingException',
  'TimeoutError',
  'TooManyRequestsException',
]);

/** The errors of a change after which the machine tries again; its lock is kept until the lease ends. */
export const RETRIED_CHANGE_ERRORS = new Set([
  ...PASSING_ERRORS,
  'AccountNotReadyError',
  'ContactLockedError',
  'ContactNotYetVisibleError',
  'InternalServerError',
  'Runtime.ExitError',
  'Runtime.OutOfMemory',
  'Sandbox.Timedout',
  'States.Timeout',
]);
