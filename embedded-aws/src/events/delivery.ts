import { createHash } from 'node:crypto';
import { currentTime, sleep } from '../clock/clock.ts';
import type { JsonObject } from '../json.ts';
import type { RuleModel, TargetModel } from '../template/rule-models.ts';
import { DeliveryError } from './delivery-error.ts';
import { targetInput } from './target-input.ts';

export interface Delivery {
  /** The original event. */
  event: JsonObject;
  /** What the target's definition makes of it. */
  input: string;
  /** The same for every attempt, so that a repeated delivery starts nothing twice. */
  name: string;
}

/** What delivering needs from the rest of the stack. */
export interface TargetRuntime {
  /** @throws UnsupportedTargetError */
  check(target: TargetModel, rule: RuleModel): void;
  /** Passes the input to the target; any error fails the delivery. */
  invoke(target: TargetModel, delivery: Delivery): Promise<void>;
  sendToDeadLetterQueue(queueArn: string, body: string, attributes: JsonObject): void;
  timeScale: number;
}

/** Errors that a retry can't cure, with their ERROR_CODE in the dead-letter queue. */
const FINAL_ERRORS: Record<string, string> = {
  AccessDeniedException: 'NO_PERMISSIONS',
  StateMachineDoesNotExist: 'NO_RESOURCE',
  QueueDoesNotExist: 'NO_RESOURCE',
  ResourceNotFoundException: 'NO_RESOURCE',
};
const FIRST_RETRY_SECONDS = 1;
const LONGEST_RETRY_SECONDS = 60;

/** Delivers an event to a target, with the retries of its policy; then it goes to the dead-letter queue. */
export async function deliver(
  runtime: TargetRuntime,
  rule: RuleModel,
  target: TargetModel,
  event: JsonObject,
): Promise<void> {
  const name = `${event['id']}_${createHash('sha256').update(`${rule.arn}${target.id}`).digest('hex').slice(0, 40)}`;
  const delivery = { event, input: targetInput(target.definition, event), name };
  const expiresAt = currentTime() + target.maximumEventAgeSeconds * 1000 * runtime.timeScale;
  for (let retries = 0; ; retries++) {
    try {
      return await runtime.invoke(target, delivery);
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      const failed = { rule, target, event, error, retries };
      if (isFinal(error)) return giveUp(runtime, failed);
      if (retries >= target.maximumRetryAttempts) return giveUp(runtime, failed, 'MaximumRetryAttempts');
      const waitMs = retrySeconds(error, retries) * 1000 * runtime.timeScale;
      const leftMs = expiresAt - currentTime();
      await sleep(Math.max(Math.min(waitMs, leftMs), 0));
      if (waitMs >= leftMs) return giveUp(runtime, failed, 'MaximumEventAgeInSeconds');
    }
  }
}

function isFinal(error: Error): boolean {
  return error instanceof DeliveryError ? error.isFinal : Object.hasOwn(FINAL_ERRORS, error.name);
}

/** The longer of the delays that the target asks for and that EventBridge itself would choose. */
function retrySeconds(error: Error, retries: number): number {
  const longest = Math.min(FIRST_RETRY_SECONDS * 2 ** retries, LONGEST_RETRY_SECONDS);
  // Deliveries that were refused together must not come back together.
  const own = longest * (0.5 + Math.random() / 2);
  return error instanceof DeliveryError ? Math.max(own, error.retryAfterSeconds) : own;
}

interface FailedDelivery {
  rule: RuleModel;
  target: TargetModel;
  event: JsonObject;
  error: Error;
  retries: number;
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
function giveUp(runtime: TargetRuntime, failed: FailedDelivery, exhausted?: string): void {
  const { rule, target, event, error, retries } = failed;
  console.error(`The event ${event['id']} was not delivered to ${target.arn}: ${error.name}: ${error.message}`);
  if (!target.deadLetterArn) return;
  const attributes = {
    RULE_ARN: text(rule.arn),
    TARGET_ARN: text(target.arn),
    ERROR_CODE: text(codeOf(error)),
    // A queue takes no empty attribute.
    ERROR_MESSAGE: text(error.message || error.name),
    RETRY_ATTEMPTS: text(String(retries)),
    ...(exhausted === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: text(exhausted) }),
  };
  runtime.sendToDeadLetterQueue(target.deadLetterArn, JSON.stringify(event), attributes);
}

function codeOf(error: Error): string {
  return error instanceof DeliveryError ? error.code : (FINAL_ERRORS[error.name] ?? 'SDK_CLIENT_ERROR');
}

function text(value: string): JsonObject {
  return { DataType: 'String', StringValue: value };
}
