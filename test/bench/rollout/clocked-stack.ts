import type { LoggedCall } from 'embedded-aws/endpoint/call-log.ts';
import { type StackOptions, startStack, type TestStack } from '../../integration/stack.ts';
import { ACCOUNTS } from './cases.ts';

/** The clock runs so many times as fast as real time, if the machine has nothing to do meanwhile. */
export const CLOCK_SPEED = 1000;

/** The rate of an account that has just left the sandbox, and what it may send in a day by then. */
export const MAIL_ACCOUNT = { maxSendRate: 14, max24HourSend: 50_000 };

/** A script that runs beside the service, on the same clock and in the same account. */
interface ScriptRun {
  id: string;
  status: 'running' | 'ended' | 'failed';
  result?: unknown;
  error?: string;
}

/** Starts a stack that runs as many tasks at once as Lambda would, on a clock that waits for the machine. */
export async function startClocked(options: StackOptions): Promise<TestStack> {
  const stack = await startStack({
    ...options,
    params: { mailsPerSecond: String(MAIL_ACCOUNT.maxSendRate) },
    environment: {
      TASKS_AT_ONCE: 'lambda',
      CLOCK_SPEED: String(CLOCK_SPEED),
      ORGANIZATION_SIZE: String(ACCOUNTS),
      ...options.environment,
    },
  });
  await stack.setMailAccount(MAIL_ACCOUNT);
  return stack;
}

/** The time of the stack's clock, in milliseconds since 1970. */
export async function clockOf(stack: TestStack): Promise<number> {
  return (await getJson<{ now: number }>(stack, 'clock')).now;
}

/** Has the stack's clock run so many times as fast as real time from now on; with 0 it stands still. */
export async function setSpeed(stack: TestStack, speed: number): Promise<void> {
  const response = await fetch(`${stack.client.endpoint}/_local/clock`, {
    method: 'PUT',
    body: JSON.stringify({ speed }),
  });
  if (!response.ok) throw new Error(await response.text());
}

/** The calls of Account Management from the one with this number on, in the order of their arrival. */
export function accountCalls(stack: TestStack, from: number): Promise<LoggedCall[]> {
  return getJson(stack, `calls?service=account&from=${from}`);
}

/** Starts a script of `scripts/` on the stack's clock, and answers its id. */
export async function startScript(stack: TestStack, name: string, data: object): Promise<string> {
  const module = new URL(`scripts/${name}.ts`, import.meta.url).href;
  const body = JSON.stringify({ module, data });
  const response = await fetch(`${stack.client.endpoint}/_local/scripts`, { method: 'POST', body });
  if (!response.ok) throw new Error(await response.text());
  const { id }: { id: string } = JSON.parse(await response.text());
  return id;
}

/**
 * How a script is doing.
 * @throws Error when it has failed
 */
export async function scriptOf(stack: TestStack, id: string): Promise<ScriptRun> {
  const found = (await getJson<ScriptRun[]>(stack, 'scripts')).find((run) => run.id === id);
  if (found?.status === 'failed') throw new Error(`a script has failed: ${found.error}`);
  if (!found) throw new Error(`there is no script ${id}`);
  return found;
}

async function getJson<Content>(stack: TestStack, path: string): Promise<Content> {
  const response = await fetch(`${stack.client.endpoint}/_local/${path}`);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return JSON.parse(await response.text());
}
