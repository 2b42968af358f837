import { AwsError } from './aws-error.ts';

/** A member of an input that breaks a constraint of the service's model. */
export interface Violation {
  /** As the message shows it; nothing for values that no message may show, `null` for a missing one. */
  value?: string | null;
  /** In lower camel case, as in `entries.1.member.eventBusName`. */
  place: string;
  /** For example `Member must not be null`. */
  constraint: string;
}

/** What AWS says about an input that breaks constraints of a service's model. */
export function constraintMessage(violations: Violation[]): string {
  const count = `${violations.length} validation error${violations.length === 1 ? '' : 's'} detected`;
  return `${count}: ${violations.map(describeViolation).join('; ')}`;
}

/** What AWS says about one of them. */
export function describeViolation({ value, place, constraint }: Violation): string {
  const shown = value === undefined ? '' : ` ${value === null ? 'null' : `'${value}'`}`;
  return `Value${shown} at '${place}' failed to satisfy constraint: ${constraint}`;
}

/**
 * Refuses an input as most services do.
 * @throws AwsError named `ValidationException` if there is a violation
 */
export function refuseViolations(violations: Violation[]): void {
  if (violations.length > 0) throw new AwsError('ValidationException', constraintMessage(violations));
}

/** What a text must be: its shortest and longest length, and its pattern, which matches the whole text. */
export interface TextRule {
  least?: number;
  most?: number;
  pattern?: RegExp;
}

/** The constraint that a text breaks, if any. */
export function brokenTextRule(text: string, { least, most, pattern }: TextRule): string | undefined {
  if (least !== undefined && text.length < least) {
    return `Member must have length greater than or equal to ${least}`;
  }
  if (most !== undefined && text.length > most) return `Member must have length less than or equal to ${most}`;
  if (!pattern || new RegExp(`^(?:${pattern.source})$`).test(text)) return undefined;
  return `Member must satisfy regular expression pattern: ${pattern.source}`;
}
