import type { Retrier } from '../../../statemachine/definition.ts';

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const START_EXECUTION = { burst: 1_300, perSecond: 300 };

/** What is throttled, by whatever service. */
export const THROTTLED = ['Lambda.TooManyRequestsException', 'ThrottlingException', 'TooManyRequestsException'];

/** The longest pause before each retry, in seconds. */
export function longestPauses(retrier: Retrier): number[] {
  const { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Number.POSITIVE_INFINITY, MaxAttempts } = retrier;
  return Array.from({ length: MaxAttempts }, (_, attempt) =>
    Math.min(MaxDelaySeconds, IntervalSeconds * BackoffRate ** attempt),
  );
}

/**
 * At most so likely is it that a retrier with full jitter has used up its attempts before so many seconds: Chernoff's bound for a sum
 * of uniform pauses.
 */
export function likelihoodToEndBefore(seconds: number, retrier: Retrier): number {
  const pauses = longestPauses(retrier);
  const logBound = (rate: number) =>
    pauses.reduce((sum, pause) => sum + Math.log(-Math.expm1(-rate * pause) / (rate * pause)), rate * seconds);
  const rates = Array.from({ length: 200 }, (_, index) => 10 ** (index / 40 - 5));
  return Math.min(1, Math.exp(Math.min(...rates.map(logBound))));
}
