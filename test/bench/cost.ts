/**
 * `npm run bench:cost`: what the service costs on AWS, computed from what it does on the embedded AWS and from a list of prices;
 * writes the tables of docs/cost.md.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isObject, type JsonObject } from 'embedded-aws/json.ts';
import { packageService } from '../../local/package/package-service.ts';
import { Requester } from '../integration/requester.ts';
import { startStack } from '../integration/stack.ts';
import { KINDS, type Kind, type Place } from './cost/kinds.ts';
import { Observer } from './cost/observer.ts';
import { costPolicy } from './cost/policy.ts';
import { times } from './cost/prices.ts';
import { type AtRest, costReport, type KindCost } from './cost/report.ts';
import { measureSchedules } from './cost/schedules.ts';
import { ownMetrics, standing } from './cost/standing.ts';
import { usageOf } from './cost/usage.ts';
import { keptBytes, readIndexes, type TableIndex } from './rollout/table-units.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');
const DOCS = join(REPOSITORY, 'docs/cost.md');
const GENERATED = /(?<=<!-- figures:begin -->\n).*(?=<!-- figures:end -->)/s;

await mkdir(join(REPOSITORY, '.local'), { recursive: true });
const directory = await mkdtemp(join(REPOSITORY, '.local/cost-'));
try {
  const packageDir = join(directory, 'package');
  const policyFile = join(directory, 'policy.yml');
  await writeFile(policyFile, await costPolicy());
  console.log('Packaging the service …');
  await packageService(REPOSITORY, packageDir);
  const report = await measure(packageDir, policyFile);
  await writeFile(
    DOCS,
    (await readFile(DOCS, 'utf8')).replace(GENERATED, () => `\n${report}\n\n`),
  );
  console.log(`\n${report}`);
} finally {
  await rm(directory, { recursive: true, force: true });
}

async function measure(packageDir: string, policyFile: string): Promise<string> {
  const stack = await startStack({ packageDir, policyFile, accountQuotas: false });
  try {
    const place: Place = { stack, user: new Requester(stack) };
    const indexes = await readIndexes(packageDir);
    const atRest = await measureAtRest(place, await readTemplate(packageDir), indexes);
    const costs: KindCost[] = [];
    for (const kind of KINDS) costs.push(await measureKind(place, kind, indexes));
    return costReport(costs, atRest);
  } finally {
    await stack.stop();
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
  return { name, usage: times(1 / samples, usageOf(seen, indexes)), keptBytes: keptBytes(seen.calls) / samples };
}

async function readTemplate(packageDir: string): Promise<JsonObject> {
  const template: unknown = JSON.parse(
    await readFile(join(packageDir, 'cloudformation-template-update-stack.json'), 'utf8'),
  );
  if (!isObject(template)) throw new Error('the template is no JSON object');
  return template;
}
