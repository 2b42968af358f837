import { know } from './drift-scenarios.ts';
import { sweeping } from './rule-scenarios.ts';
import type { Scenario } from './scenario.ts';

/** A report is due. */
export const reported: Scenario = async (world, tried) => {
  await know(world, world.newContact());
  const key = () => `reports/${new Date().toISOString().slice(0, 10)}/report.json`;
  const before = await world.bucket.tagOf(key());
  const isDone = async () => (await world.bucket.tagOf(key())) !== before;
  const run = await sweeping(world, tried, { functionName: 'write-report', isDone });
  return { ...run, status: 'written', ledger: [], contact: 'as before', told: {}, held: [], isKept: false };
};
