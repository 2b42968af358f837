/**
 * Writes what this version leaves behind when another one is deployed: requests that wait, and some that have ended.
 * `npm run snapshot` names it by the version in package.json, `npm run snapshot -- <name>` otherwise.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { Requester } from '../integration/requester.ts';
import { startStack } from '../integration/stack.ts';
import { lastingResources } from './lasting-resources.ts';
import { APPROVERS, makeRequests } from './requests.ts';
import { ABOUT_FILE, type About, ITEMS_FILE, KEPT_FILES, type Links, RECORDS_FILE, SNAPSHOTS } from './snapshot.ts';
import { todaysIndexes } from './table-indexes.ts';
import { readItems, readRecords } from './tables.ts';

const POLICY = resolve(import.meta.dirname, 'policy.yml');
const REPOSITORY = resolve(import.meta.dirname, '../..');

const stateDir = await mkdtemp(join(tmpdir(), 'snapshot-'));
const target = join(SNAPSHOTS, process.argv[2] ?? manifest.version);
const about = await fillState();
await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
await writeFile(join(target, ABOUT_FILE), `${JSON.stringify(about, undefined, 2)}\n`);
for (const file of KEPT_FILES) {
  // The stacks of errors say where the maintainer's copy of the repository is.
  const kept = await readFile(join(stateDir, file), 'utf8');
  await writeFile(join(target, file), kept.replaceAll(REPOSITORY, '/repository'));
}
const items = await readItems(join(stateDir, 'tables'));
await writeFile(join(target, ITEMS_FILE), items.map((item) => `${JSON.stringify(item)}\n`).join(''));
const records = await readRecords(join(stateDir, 'tables'));
await writeFile(join(target, RECORDS_FILE), records.map((record) => `${JSON.stringify(record)}\n`).join(''));
await rm(stateDir, { recursive: true });
console.log(`Wrote ${target}`);

/** Runs this version until everything waits that a snapshot has. */
async function fillState(): Promise<About> {
  const stack = await startStack({ policyFile: POLICY, environment: { STATE_DIR: stateDir } });
  try {
    const user = new Requester(stack);
    const waiting = await makeRequests(stack, user);
    const links = await linksOf(user, waiting);
    const resources = await lastingResources(stack);
    return { takenAt: new Date().toISOString(), links, resources, indexes: todaysIndexes() };
  } finally {
    await stack.stop();
  }
}

async function linksOf(user: Requester, requestIds: string[]): Promise<Links> {
  const links: Links = Object.fromEntries(requestIds.map((id) => [id, {}]));
  for (const approver of APPROVERS) {
    for (const [id, [link]] of await user.links(approver)) {
      const ofRequest = links[id];
      if (ofRequest && link !== undefined) ofRequest[approver] = new URL(link).pathname;
    }
  }
  return links;
}
