import { setTimeout as delay } from 'node:timers/promises';
import { paginateListExecutions } from '@aws-sdk/client-sfn';
import type { LoggedCall } from 'embedded-aws/endpoint/call-log.ts';
import type { Requester } from '../../integration/requester.ts';
import type { TestStack } from '../../integration/stack.ts';
import type { Seen } from './usage.ts';

/** So long nothing may happen until it counts as done. */
const QUIET_MS = 5_000;
const POLL_MS = 250;

/** What people and ticket systems did besides, which no log of the stack tells. */
export type Besides = Pick<Seen, 'httpCalls' | 'eventInvocations'>;

/** What there was already. */
interface Before {
  calls: number;
  logs: number;
  tickets: number;
  executions: Set<string>;
}

/** Sees what the service does from one moment on. */
export class Observer {
  readonly #stack: TestStack;
  readonly #user: Requester;
  readonly #before: Before;

  private constructor(stack: TestStack, user: Requester, before: Before) {
    this.#stack = stack;
    this.#user = user;
    this.#before = before;
  }

  static async start(stack: TestStack, user: Requester): Promise<Observer> {
    await quiet(stack);
    const [calls, tickets] = [await stack.calls(), await stack.tickets()];
    const executions = new Set(await allExecutions(stack, user));
    const before = { calls: calls.length, logs: stack.logs.length, tickets: tickets.length, executions };
    return new Observer(stack, user, before);
  }

  /** How many functions have said since then that they are done. */
  get tasksDone(): number {
    return this.#stack.logs.slice(this.#before.logs).filter((line) => line.includes('"message":"Task succeeded"'))
      .length;
  }

  /** Everything since then, once nothing happens any more. */
  async end(besides: Besides): Promise<Seen> {
    await quiet(this.#stack);
    const { calls, logs, tickets, executions } = this.#before;
    const started = (await allExecutions(this.#stack, this.#user)).filter((arn) => !executions.has(arn));
    return {
      ...besides,
      calls: (await this.#stack.calls()).slice(calls),
      logs: this.#stack.logs.slice(logs),
      histories: await Promise.all(started.map((arn) => this.#user.history(arn))),
      apiDestinationCalls: (await this.#stack.tickets()).length - tickets,
    };
  }
}

/** Waits until no function has called AWS for a while. */
async function quiet(stack: TestStack): Promise<void> {
  for (let seen = -1, since = Date.now(); Date.now() - since < QUIET_MS; await delay(POLL_MS)) {
    const count = (await stack.calls()).filter(isOfFunction).length;
    if (count !== seen) [seen, since] = [count, Date.now()];
  }
}

function isOfFunction({ caller }: LoggedCall): boolean {
  return caller.startsWith('alternate-contacts-');
}

async function allExecutions({ health }: TestStack, { stepFunctions }: Requester): Promise<string[]> {
  const { stateMachineArn } = health;
  const pages = paginateListExecutions({ client: stepFunctions }, { stateMachineArn, maxResults: 1000 });
  return (await Array.fromAsync(pages)).flatMap(({ executions = [] }) =>
    executions.map(({ executionArn = '' }) => executionArn),
  );
}
