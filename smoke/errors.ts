/** What was typed makes no sense; the message says what to type. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The run cannot go on; the message says why and what to do. */
export class SmokeError extends Error {
  override readonly name = 'SmokeError';
}
