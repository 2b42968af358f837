import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const { provider, functions } = parse(readFileSync(new URL('../../serverless.yml', import.meta.url), 'utf8'));

/** Functions that run for the same callers, and share the concurrency of this name in serverless.yml. */
export type FunctionGroup = 'contacts' | 'workflow' | 'people' | 'events';

/** A function, and the seconds that it may run. */
interface WatchedFunction {
  name: string;
  timeout: number;
}

/** The functions of a group. */
export function functionsOf(group: FunctionGroup): WatchedFunction[] {
  return Object.entries(Object(functions))
    .map(([name, entry]) => ({ name, ...Object(entry) }))
    .filter(({ reservedConcurrency }) => reservedConcurrency === `\${self:custom.concurrency.${group}}`)
    .map(({ name, timeout = provider.timeout }) => ({ name, timeout }));
}
