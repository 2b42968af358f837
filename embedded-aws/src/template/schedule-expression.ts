import { UnsupportedTemplateError } from './unsupported-template-error.ts';

const SECONDS: Record<string, number> = { minute: 60, hour: 3_600, day: 86_400 };

/** A single unit is written in the singular, several in the plural. */
const RATE = /^rate\((?:1\s+(?<single>minute|hour|day)|(?<value>[2-9]|[1-9]\d+)\s+(?<several>minute|hour|day)s)\)$/;

/**
 * The seconds between two runs of a schedule such as `rate(5 minutes)`.
 * @throws UnsupportedTemplateError naming an expression that isn't a rate, such as `cron(…)`
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rate-expressions.html
 */
export function readRate(expression: string, logicalId: string): number {
  const { single, value, several } = RATE.exec(expression)?.groups ?? {};
  const unitSeconds = SECONDS[single ?? several ?? ''];
  if (unitSeconds === undefined) throw new UnsupportedTemplateError(`the schedule ${expression} (${logicalId})`);
  return unitSeconds * Number(value ?? 1);
}
