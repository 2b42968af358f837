import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isObject, type JsonObject, objectAt, textAt } from 'embedded-aws/json.ts';
import { startStack, type TestStack } from '../integration/stack.ts';
import { KEPT_FILES, readSnapshot, SNAPSHOTS } from './snapshot.ts';
import { writeItems } from './tables.ts';

const POLICY = resolve(import.meta.dirname, 'policy.yml');
const TEMPLATE = 'cloudformation-template-update-stack.json';

/** The rounds of 72 hours are over, and those of a week are not. */
const LATER_MS = (72 * 60 + 1) * 60_000;

/**
 * Starts the package of today where a snapshot has left off, 72 hours later.
 * @param packageDir the package of today
 */
export async function goOn(name: string, packageDir: string): Promise<TestStack> {
  const { takenAt, items } = readSnapshot(name);
  const directory = await mkdtemp(join(tmpdir(), 'upgrade-'));
  const stateDir = join(directory, 'state');
  await mkdir(stateDir);
  for (const file of KEPT_FILES) await copyFile(join(SNAPSHOTS, name, file), join(stateDir, file));
  const template = JSON.parse(await readFile(join(packageDir, TEMPLATE), 'utf8'));
  await writeItems(join(stateDir, 'tables'), tablesOf(template), items);
  const clock = clockAt(Date.parse(takenAt) + LATER_MS);
  const stack = await startStack({
    policyFile: POLICY,
    packageDir: await packageWith(clock, packageDir, join(directory, 'package')),
    environment: { STATE_DIR: stateDir, NODE_OPTIONS: clock },
  });
  return {
    ...stack,
    stop: async () => {
      await stack.stop();
      await rm(directory, { recursive: true });
    },
  };
}

/** An option of Node.js for what believes that it is now that time, in epoch milliseconds. */
function clockAt(time: number): string {
  const clock = new URL(`clock.ts?ahead=${time - Date.now()}`, import.meta.url);
  return `--import ${clock.href}`;
}

/** What CreateTable takes: a deployment adds the indexes that are new. */
function tablesOf(template: JsonObject): JsonObject[] {
  return resourcesOf(template, 'AWS::DynamoDB::Table').map(
    ({ TableName, KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode }) => ({
      TableName,
      KeySchema,
      AttributeDefinitions,
      GlobalSecondaryIndexes,
      BillingMode,
    }),
  );
}

/** The same package, whose functions run with an option of Node.js: they have no other environment than that of the template. */
async function packageWith(NODE_OPTIONS: string, packageDir: string, copy: string): Promise<string> {
  await mkdir(copy);
  for (const file of await readdir(packageDir)) {
    if (file !== TEMPLATE) await symlink(join(packageDir, file), join(copy, file));
  }
  const template = JSON.parse(await readFile(join(packageDir, TEMPLATE), 'utf8'));
  for (const properties of resourcesOf(template, 'AWS::Lambda::Function')) {
    const environment = objectAt(properties, 'Environment');
    properties['Environment'] = { ...environment, Variables: { ...objectAt(environment, 'Variables'), NODE_OPTIONS } };
  }
  await writeFile(join(copy, TEMPLATE), JSON.stringify(template));
  return copy;
}

/** The properties of the resources of a type. */
function resourcesOf(template: JsonObject, type: string): JsonObject[] {
  const resources = Object.values(objectAt(template, 'Resources')).filter(isObject);
  return resources.filter((resource) => textAt(resource, 'Type') === type).map((each) => objectAt(each, 'Properties'));
}
