import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { JsonObject } from '../json.ts';
import type { RuleModel, TargetModel } from '../template/stack-model.ts';
import { targetInput } from './target-input.ts';

/** A rule's target is of a kind that the embedded AWS does not have. */
export class UnsupportedTargetError extends Error {
  override readonly name = 'UnsupportedTargetError';
}

/** What delivering needs of the rest of the stack. */
export interface TargetRuntime {
  /** @throws UnsupportedTargetError */
  check(target: TargetModel): void;
  /** Hands the input to the target; what it throws fails the delivery. */
  invoke(target: TargetModel, input: string, invocationName: string): Promise<void>;
  sendToDeadLetterQueue(queueArn: string, body: string, attributes: JsonObject): void;
  timeScale: number;
}

/** Errors that trying again cannot cure. */
const FINAL_ERRORS = [
  'AccessDeniedException',
  'StateMachineDoesNotExist',
  'QueueDoesNotExist',
  'ResourceNotFoundException',
];
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

/** Delivers an event to a target: tries again as its retry policy says, then gives it to its dead-letter queue. */
export async function deliver(
  runtime: TargetRuntime,
  rule: RuleModel,
  target: TargetModel,
  event: JsonObject,
): Promise<void> {
  const input = targetInput(target.definition, event);
  // The same event is delivered under the same name, so a repeated delivery starts nothing twice.
  const name = `${event['id']}_${createHash('sha256').update(`${rule.arn}${target.id}`).digest('hex').slice(0, 40)}`;
  for (let retries = 0; ; retries++) {
    try {
      return await runtime.invoke(target, input, name);
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      const isFinal = FINAL_ERRORS.includes(error.name);
      if (isFinal || retries >= target.maximumRetryAttempts) {
        return giveUp(runtime, { rule, target, event, error, retries, isFinal });
      }
      await delay(Math.min(FIRST_RETRY_MS * 2 ** retries, LONGEST_RETRY_MS) * runtime.timeScale);
    }
  }
}

interface FailedDelivery {
  rule: RuleModel;
  target: TargetModel;
  event: JsonObject;
  error: Error;
  retries: number;
  isFinal: boolean;
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-event-delivery.html */
function giveUp(runtime: TargetRuntime, { rule, target, event, error, retries, isFinal }: FailedDelivery): void {
  console.error(`The event ${event['id']} was not delivered to ${target.arn}: ${error.name}: ${error.message}`);
  if (!target.deadLetterArn) return;
  const code = error.name === 'AccessDeniedException' ? 'NO_PERMISSIONS' : 'SDK_CLIENT_ERROR';
  const attributes = {
    RULE_ARN: text(rule.arn),
    TARGET_ARN: text(target.arn),
    ERROR_CODE: text(code),
    ERROR_MESSAGE: text(error.message),
    RETRY_ATTEMPTS: { DataType: 'Number', StringValue: String(retries) },
    ...(isFinal ? {} : { EXHAUSTED_RETRY_CONDITION: text('MaximumRetryAttempts') }),
  };
  runtime.sendToDeadLetterQueue(target.deadLetterArn, JSON.stringify(event), attributes);
}

function text(value: string): JsonObject {
  return { DataType: 'String', StringValue: value };
}
