import { randomUUID } from 'node:crypto';
import { currentDate } from '../clock/clock.ts';
import { CompactList } from '../compact-list.ts';
import { isObject, type JsonObject, numberAt, textAt } from '../json.ts';
import { REGION, type StackAccount } from '../stack-account.ts';
import type { RuleModel, TargetModel } from '../template/rule-models.ts';
import { deliver, type TargetRuntime } from './delivery.ts';
import { compilePattern, type EventMatcher } from './event-pattern.ts';

/** The event buses of the stack, and the default one. */
export class EventBuses {
  /** Every event put on a bus, in order. */
  readonly events = new CompactList<JsonObject>();
  readonly #account: StackAccount;
  readonly #names: Set<string>;
  readonly #rules: { rule: RuleModel; matches: EventMatcher }[];
  readonly #runtime: TargetRuntime;
  /** The deliveries that have not ended. */
  readonly #kept: Map<string, JsonObject>;

  /**
   * @param kept the deliveries that an earlier run has not ended
   * @throws UnsupportedPatternError or UnsupportedTargetError naming what a rule needs and doesn't exist
   */
  constructor(
    account: StackAccount,
    names: string[],
    rules: RuleModel[],
    runtime: TargetRuntime,
    kept = new Map<string, JsonObject>(),
  ) {
    this.#account = account;
    this.#names = new Set(['default', ...names]);
    this.#rules = rules.map((rule) => ({ rule, matches: compilePattern(rule.pattern) }));
    this.#runtime = runtime;
    this.#kept = kept;
    for (const rule of rules) for (const target of rule.targets) runtime.check(target, rule);
  }

  /** Tells whether a bus exists, by its name. */
  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** The ARN of a bus, even if it doesn't exist. */
  arn(name: string): string {
    return this.#account.arn('events', `event-bus/${name}`);
  }

  /** Puts an event on a bus and lets the bus's rules deliver it. Returns the event's id. */
  put(busName: string, entry: JsonObject, detail: JsonObject): string {
    const event = {
      version: '0',
      id: randomUUID(),
      'detail-type': textAt(entry, 'DetailType'),
      source: textAt(entry, 'Source'),
      account: this.#account.id,
      time: timeOf(entry)
        .toISOString()
        .replace(/\.\d+Z$/, 'Z'),
      region: REGION,
      resources: Array.isArray(entry['Resources']) ? entry['Resources'] : [],
      detail,
    };
    this.events.push({ eventBusName: busName, ...event });
    for (const { rule, matches } of this.#rules) {
      if (rule.eventBusName !== busName || !matches(event)) continue;
      for (const target of rule.targets) void this.#deliver(rule, target, event);
    }
    return event.id;
  }

  /** Ends the deliveries of an earlier run, to targets that are still there. */
  resume(): void {
    for (const [key, { ruleArn, targetId, event }] of [...this.#kept]) {
      const rule = this.#rules.find((each) => each.rule.arn === ruleArn)?.rule;
      const target = rule?.targets.find(({ id }) => id === targetId);
      if (rule && target && isObject(event)) void this.#deliver(rule, target, event);
      else this.#kept.delete(key);
    }
  }

  async #deliver(rule: RuleModel, target: TargetModel, event: JsonObject): Promise<void> {
    const key = `${event['id']} ${rule.arn} ${target.id}`;
    this.#kept.set(key, { ruleArn: rule.arn, targetId: target.id, event });
    await deliver(this.#runtime, rule, target, event);
    this.#kept.delete(key);
  }
}

/** The protocol carries times as seconds since 1970. */
function timeOf(entry: JsonObject): Date {
  const seconds = numberAt(entry, 'Time');
  return seconds === undefined ? currentDate() : new Date(seconds * 1000);
}
