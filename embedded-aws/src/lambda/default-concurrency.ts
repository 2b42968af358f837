/** How many invocations an account may run at a time. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const DEFAULT_CONCURRENCY = 1_000;
