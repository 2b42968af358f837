import { setTimeout as delay } from 'node:timers/promises';
import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { functionNames } from '../../../resources/roles.ts';
import { patiently } from './patiently.ts';
import { STORIES, type Story } from './stories.ts';
import type { World } from './world.ts';

export interface TrafficOptions {
  minutes: number;
  /** How often all processes of the stack are killed. */
  stackKills: number;
}

/** What could not be told, and how often the whole stack was killed. */
export interface Traffic {
  problems: string[];
  stackKills: number;
}

const STORY_EVERY_MS = 700;
/** Further stories wait until some have been told, and until fewer executions run: the stack may be slow, or away. */
const MOST_STORIES = 12;
const MOST_EXECUTIONS = 60;
const FUNCTION_KILL_EVERY_MS = 5_000;

/** Tells stories for so many minutes, and kills functions and the whole stack meanwhile. */
export async function makeTraffic(world: World, { minutes, stackKills }: TrafficOptions): Promise<Traffic> {
  const problems: string[] = [];
  const endAt = Date.now() + minutes * 60_000;
  const isOver = () => Date.now() >= endAt;
  const killers = Promise.all([killNowAndThen(world, { stackKills, minutes, isOver }), killFunctions(world, isOver)]);
  const running = new Set<Promise<void>>();
  while (!isOver()) {
    const story = tell(world, anyStory()).catch((error: unknown) => void problems.push(describe(error)));
    const ended = story.finally(() => running.delete(ended));
    running.add(ended);
    await delay(STORY_EVERY_MS);
    if (running.size >= MOST_STORIES) await Promise.race(running);
    while (!isOver() && (await runningExecutions(world)) > MOST_EXECUTIONS) await delay(STORY_EVERY_MS);
  }
  await Promise.all(running);
  const [killed] = await killers;
  return { problems, stackKills: killed };
}

async function runningExecutions({ user, stack }: World): Promise<number> {
  const { stateMachineArn } = stack.current.health;
  const running = new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: 1000 });
  const { executions = [] } = await patiently('ListExecutions', () => user.stepFunctions.send(running));
  return executions.length;
}

function tell(world: World, { kind, tell: telling }: Story): Promise<void> {
  return telling(world, kind);
}

function anyStory(): Story {
  const all = STORIES.reduce((sum, { weight }) => sum + weight, 0);
  let place = Math.random() * all;
  const found = STORIES.find(({ weight }) => {
    place -= weight;
    return place < 0;
  });
  if (!found) throw new Error('there are no stories');
  return found;
}

/**
 * The kills are spread over the whole time, each at a random moment of its part.
 * @returns how many there were
 */
async function killNowAndThen(
  { stack }: World,
  { stackKills, minutes, isOver }: TrafficOptions & { isOver(): boolean },
): Promise<number> {
  const partMs = (minutes * 60_000) / (stackKills + 1);
  let kills = 0;
  while (kills < stackKills) {
    await delay(partMs * (0.75 + Math.random() * 0.5));
    if (isOver()) break;
    await stack.kill();
    kills += 1;
    console.log(`  killed the whole stack (${kills} of ${stackKills}); it goes on`);
  }
  return kills;
}

/** One function at a time, besides those that faults kill in the middle of a call. */
async function killFunctions({ stack }: World, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    await delay(FUNCTION_KILL_EVERY_MS);
    const name = functionNames[Math.floor(Math.random() * functionNames.length)];
    const url = `${stack.current.client.endpoint}/_local/kills?function=alternate-contacts-local-${name}`;
    // Nobody answers while the stack is away.
    await fetch(url, { method: 'POST' }).catch(() => {});
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
