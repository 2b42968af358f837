import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IS_FULL } from '../load-size.ts';
import type { AwsCall } from '../unit/contract/aws-calls.ts';
import { FAULT_KINDS, type FaultKind, isAsSaid, readFaultTable } from './faults/fault-table.ts';
import { POLICY } from './faults/policy.ts';
import { Pool } from './faults/pool.ts';
import { SWEEPING } from './faults/scenarios.ts';
import { FaultTrial } from './faults/try-fault.ts';
import { World } from './faults/world.ts';
import { Requester } from './requester.ts';
import { type StackOptions, startStack, type TestStack } from './stack.ts';

/** Many faults make the SDK wait, so a full run tries them in several stacks. */
const STACKS = IS_FULL ? 3 : 1;

/** What a short run tries: a call of each kind of function, and each fault. */
const SAMPLE: Record<string, FaultKind> = {
  'apply-change account:PutAlternateContact': 'lost after',
  'record-outcome events:PutEvents': 'unreadable',
  'decide-approval dynamodb:PutItem VOTE#': 'lost before',
  'show-approval dynamodb:GetItem LINK#': '5xx',
  'wake-stalled-approvals dynamodb:GetItem REQUEST#': 'denied',
  'read-current-contact account:GetAlternateContact': 'throttled',
  'end-page dynamodb:UpdateItem PROGRESS#': 'lost after',
};

const CALLS = readFaultTable().flatMap(({ functionName, calls, words }) =>
  calls.flatMap((call) => (words ? [{ name: nameOf(functionName, call), functionName, call, words }] : [])),
);
const TRIED = CALLS.filter(({ name }) => IS_FULL || name in SAMPLE);

let directory: string;
const stacks: TestStack[] = [];
const pool = new Pool<FaultTrial>();
/** Of stacks with an organization of a few accounts. */
const smallPool = new Pool<FaultTrial>();
let done = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'policy-'));
  const policyFile = join(directory, 'policy.yml');
  await writeFile(policyFile, POLICY);
  const options = { policyFile, accountQuotas: false, timeScale: 0.001 };
  if (TRIED.some(isSweeping)) smallPool.giveBack(await start({ ...options, environment: { ORGANIZATION_SIZE: '2' } }));
  for (let started = 0; started < STACKS; started += 1) pool.giveBack(await start(options));
});

afterAll(async () => {
  await Promise.all(stacks.map((stack) => stack.stop()));
  await rm(directory, { recursive: true, force: true });
});

describe.concurrent('a call of AWS that fails', () => {
  it.each(TRIED)(
    'ends as docs/operate.md says: $name',
    async ({ name, functionName, call, words }) => {
      const trials = isSweeping({ functionName }) ? smallPool : pool;
      const trial = await trials.take();
      try {
        const kinds = IS_FULL ? FAULT_KINDS : FAULT_KINDS.filter((kind) => SAMPLE[name] === kind);
        const otherwise: Partial<Record<FaultKind, string>> = {};
        for (const kind of kinds) {
          const seen = await trial.tryFault(functionName, call, kind);
          if (!isAsSaid(seen, words[kind])) otherwise[kind] = `${seen}, and not ${words[kind]}`;
        }
        expect(otherwise).toEqual({});
      } finally {
        trials.giveBack(trial);
        done += 1;
        if (IS_FULL) console.log(`fault matrix: ${done} of ${TRIED.length} calls`);
      }
    },
    3_600_000,
  );
});

function nameOf(functionName: string, { action, keys }: AwsCall): string {
  return `${functionName} ${action} ${keys}`.trim();
}

function isSweeping({ functionName }: { functionName: string }): boolean {
  return SWEEPING.includes(functionName);
}

async function start(options: StackOptions): Promise<FaultTrial> {
  const stack = await startStack(options);
  stacks.push(stack);
  return new FaultTrial(new World(stack, new Requester(stack)));
}
