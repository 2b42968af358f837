import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const { provider, functions } = parse(readFileSync(new URL('../../serverless.yml', import.meta.url), 'utf8'));

/** Functions that run for the same callers. */
export type FunctionGroup = 'contacts' | 'workflow' | 'people' | 'events';

/**
 * The groups by what their functions reserve in serverless.yml. Those of campaigns and sweeps are in none: they fail in everyday life,
 * when others have their turn, and what comes to nothing fails the execution.
 */
const GROUPS: Record<string, FunctionGroup> = {
  contacts: 'contacts',
  arrival: 'workflow',
  workflow: 'workflow',
  people: 'people',
  events: 'events',
};

/** A function, and the seconds that it may run. */
export interface WatchedFunction {
  name: string;
  timeout: number;
}

/** The functions of a group. */
export function functionsOf(group: FunctionGroup): WatchedFunction[] {
  return Object.entries(Object(functions))
    .map(([name, entry]) => ({ name, ...Object(entry) }))
    .filter(({ reservedConcurrency }) => GROUPS[reservedName(reservedConcurrency)] === group)
    .map(({ name, timeout = provider.timeout }) => ({ name, timeout }));
}

/** The name in `${self:custom.concurrency.<name>}`. */
function reservedName(reservedConcurrency: unknown): string {
  return /^\$\{self:custom\.concurrency\.(\w+)\}$/.exec(String(reservedConcurrency))?.[1] ?? '';
}
