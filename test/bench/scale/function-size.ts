import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** What a function may take: GB of memory, and seconds. */
export interface FunctionSize {
  gigabytes: number;
  seconds: number;
}

const SERVERLESS = parse(readFileSync(new URL('../../../serverless.yml', import.meta.url), 'utf8'), {
  logLevel: 'silent',
});

/** By its name in serverless.yml. */
export function sizeOf(name: string): FunctionSize {
  const { provider, functions } = SERVERLESS;
  const { memorySize = provider.memorySize, timeout = provider.timeout } = functions[name];
  return { gigabytes: memorySize / 1024, seconds: timeout };
}

/** How many percent of the quota of reads sweeps and plans take, unless a stage says otherwise. */
export const SWEEP_SHARE = Number(SERVERLESS.params.default.sweepShare);

/** Days that objects with contact details are kept, unless a stage says otherwise. */
export const REDACTION_DAYS = Number(SERVERLESS.params.default.redactionDays);
