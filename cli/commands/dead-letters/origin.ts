import type { QueueMessage } from '../../aws/dead-letter-queue.ts';
import { fieldOf, textAt } from './json-field.ts';

/** What left a message in the queue. */
export type Origin =
  /** EventBridge could not deliver an event of this rule. */
  | { kind: 'undelivered'; rule: string; target: string }
  /** Lambda could not have an event handled by this function. */
  | { kind: 'unhandled'; functionName: string }
  /** The workflow could not use an event. Older versions of the service did not say which execution. */
  | { kind: 'kept'; executionArn?: string }
  /** Nothing that the service knows. */
  | { kind: 'unknown' };

/**
 * Finds what has left a message. The attributes come first: only EventBridge and the workflow's own state set them, but whoever starts an execution chooses what
 * it is about, and with that the body of what is kept.
 */
export function originOf(
  { EXECUTION_ARN, RULE_ARN, TARGET_ARN = '' }: QueueMessage['attributes'],
  body: unknown,
): Origin {
  if (EXECUTION_ARN !== undefined) return { kind: 'kept', executionArn: EXECUTION_ARN };
  if (RULE_ARN !== undefined) return { kind: 'undelivered', rule: RULE_ARN, target: TARGET_ARN };
  const functionArn = textAt(body, 'requestContext', 'functionArn');
  if (functionArn !== undefined) return { kind: 'unhandled', functionName: functionNameIn(functionArn) };
  return fieldOf(body, 'detail-type') === undefined ? { kind: 'unknown' } : { kind: 'kept' };
}

/** `alternate-contacts-dev-cancel-request` of an ARN, with a version or without. */
function functionNameIn(arn: string): string {
  return /:function:([^:]+)/.exec(arn)?.[1] ?? arn;
}
