import { UnsupportedTemplateError } from './unsupported-template-error.ts';

const SECONDS: Record<string, number> = { minute: 60, hour: 3_600, day: 86_400 };

/** One of a unit is written in the singular, more of it in the plural. */
const RATE = /^rate\((?:1\s+(?<single>minute|hour|day)|(?<value>[2-9]|[1-9]\d+)\s+(?<several>minute|hour|day)s)\)$/;

/**
 * The seconds between two runs of a schedule such as `rate(5 minutes)`.
 * @throws UnsupportedTemplateError naming an expression that is no rate, such as `cron(…)`
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rate-expressions.html
 */
export function readRate(expression: string, logicalId: string): number {
  const { single, value, several } = RATE.exec(expression)?.groups ?? {};
  const unitSeconds = SECONDS[single ?? several ?? ''];
  if (unitSeconds === undefined) throw new UnsupportedTemplateError(`the schedule ${expression} (${logicalId})`);
  return unitSeconds * Number(value ?? 1);
}
