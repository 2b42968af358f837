/**
 * `npm run bench:cost`: what the service costs on AWS, computed from what it does on the embedded AWS and from a list of prices;
 * writes the tables of docs/cost.md and the figure of README.md.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isObject, type JsonObject } from 'embedded-aws/json.ts';
import { packageService } from '../../local/package/package-service.ts';
import { Requester } from '../integration/requester.ts';
import { startStack } from '../integration/stack.ts';
import { KINDS, type Kind, type Place } from './cost/kinds.ts';
import { Observer } from './cost/observer.ts';
import { type CostPolicy, costPolicy } from './cost/policy.ts';
import { times } from './cost/prices.ts';
import { type AtRest, costReport, costSummary, type KindCost } from './cost/report.ts';
import { measureSchedules } from './cost/schedules.ts';
import { ownMetrics, standing } from './cost/standing.ts';
import { unloggedGigabytes, usageOf } from './cost/usage.ts';
import { writesOf } from './cost/writes.ts';
import { keptBytes, readIndexes, type TableIndex } from './rollout/table-units.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');

/** What is written into which page, between which marks. */
interface Written {
  page: string;
  mark: string;
  text: string;
}

await mkdir(join(REPOSITORY, '.local'), { recursive: true });
const directory = await mkdtemp(join(REPOSITORY, '.local/cost-'));
try {
  console.log('Packaging the service …');
  const packageDir = join(directory, 'package');
  await packageService(REPOSITORY, packageDir);
  const indexes = await readIndexes(packageDir);
  const template = await readTemplate(packageDir);
  const costs = new Map<string, KindCost>();
  const atRest = await onStack(packageDir, 'usual', async (place) => {
    const measured = await measureAtRest(place, template, indexes);
    await measureKinds(place, 'usual', indexes, costs);
    return measured;
  });
  await onStack(packageDir, 'economical', (place) => measureKinds(place, 'economical', indexes, costs));
  const inOrder = KINDS.flatMap(({ name }) => costs.get(name) ?? []);
  const report = costReport(inOrder, atRest);
  await write({ page: 'docs/cost.md', mark: 'figures', text: `\n\n${report}\n\n` });
  await write({ page: 'README.md', mark: 'cost', text: costSummary(inOrder, atRest) });
  console.log(`\n${report}`);
} finally {
  await rm(directory, { recursive: true, force: true });
}

async function write({ page, mark, text }: Written): Promise<void> {
  const generated = new RegExp(`(?<=<!-- ${mark}:begin -->).*(?=<!-- ${mark}:end -->)`, 's');
  const path = join(REPOSITORY, page);
  await writeFile(
    path,
    (await readFile(path, 'utf8')).replace(generated, () => text),
  );
}

async function onStack<T>(packageDir: string, mails: CostPolicy, work: (place: Place) => Promise<T>): Promise<T> {
  const policyFile = join(directory, `${mails}.yml`);
  await writeFile(policyFile, await costPolicy(mails));
  const stack = await startStack({ packageDir, policyFile, accountQuotas: false });
  try {
    return await work({ stack, user: new Requester(stack) });
  } finally {
    await stack.stop();
  }
}

/** Adds what the kinds of requests with this policy cost. */
async function measureKinds(
  place: Place,
  mails: CostPolicy,
  indexes: TableIndex[],
  costs: Map<string, KindCost>,
): Promise<void> {
  for (const kind of KINDS.filter(({ policy = 'usual' }) => policy === mails)) {
    costs.set(kind.name, await measureKind(place, kind, indexes));
  }
}

async function measureAtRest(place: Place, template: JsonObject, indexes: TableIndex[]): Promise<AtRest> {
  const measured = await measureSchedules(place, indexes);
  const always = measured.reduce((sum, { usage }) => sum + (usage.metric ?? 0), 0);
  return { standing: [...standing(template), ...measured], otherMetrics: ownMetrics(template).size - always };
}

async function measureKind(place: Place, { name, samples, run }: Kind, indexes: TableIndex[]): Promise<KindCost> {
  console.log(`${name} …`);
  const observer = await Observer.start(place.stack, place.user);
  let httpCalls = 0;
  for (let index = 0; index < samples; index += 1) httpCalls += await run(place, index);
  const seen = await observer.end({ httpCalls, eventInvocations: 0 });
  const writes = Object.entries(writesOf(seen.calls, indexes)).map(([what, units]) => [what, units / samples]);
  return {
    name,
    usage: times(1 / samples, usageOf(seen, indexes)),
    keptBytes: keptBytes(seen.calls) / samples,
    writes: Object.fromEntries(writes),
    unloggedGigabytes: unloggedGigabytes(seen) / samples,
  };
}

async function readTemplate(packageDir: string): Promise<JsonObject> {
  const template: unknown = JSON.parse(
    await readFile(join(packageDir, 'cloudformation-template-update-stack.json'), 'utf8'),
  );
  if (!isObject(template)) throw new Error('the template is no JSON object');
  return template;
}
