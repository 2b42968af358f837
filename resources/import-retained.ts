/**
 * Prepares the import of what a deleted stack has kept into a new one: `npm run import -- kept.json`, after packaging. The file
 * holds what `aws cloudformation list-stack-resources` says of the deleted stack. Writes the template and the list of resources
 * for `aws cloudformation create-change-set`. See docs/deploy.md.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { checkPresence, type Seen } from './import/check-presence.ts';
import { type ImportPlan, importPlan } from './import/import-plan.ts';
import { ImportRefusedError } from './import/import-refused-error.ts';
import { keptResources } from './import/kept-resources.ts';
import { presenceOf } from './import/still-there.ts';
import { readTemplate } from './validation/template.ts';

const PACKAGED = '.serverless/cloudformation-template-update-stack.json';
const STATE = '.serverless/serverless-state.json';
const FOLDER = '.serverless/import';

try {
  await prepare(readWords());
} catch (error) {
  if (!(error instanceof ImportRefusedError)) throw error;
  console.error(`Nothing is prepared: ${error.message}`);
  process.exitCode = 1;
}

async function prepare({ file, without }: { file: string; without: string[] }): Promise<void> {
  if (!existsSync(file)) throw new ImportRefusedError(`there is no file ${file}`);
  if (!existsSync(PACKAGED))
    throw new ImportRefusedError('package the service first: npm run package -- --stage <stage>');
  const kept = keptResources(await readFile(file, 'utf8'));
  const packaged = await readTemplate(PACKAGED);
  const plan = importPlan(packaged, kept, without);
  // Where it was packaged for, whatever the region of the environment is.
  const { region } = JSON.parse(await readFile(STATE, 'utf8')).service.provider;
  const seen = await Promise.all(
    kept.map(async (each) => ({
      ...each,
      presence: await presenceOf(
        region,
        packaged.Resources[each.LogicalResourceId]?.Type ?? '',
        each.PhysicalResourceId,
      ),
    })),
  );
  checkPresence(seen, without);
  await write(plan);
  report(seen, without);
}

function report(seen: Seen[], without: string[]): void {
  for (const { LogicalResourceId, PhysicalResourceId, presence } of seen) {
    const doubt =
      typeof presence === 'object' ? ` (AWS could not be asked whether it is there: ${presence.unknown})` : '';
    if (!without.includes(LogicalResourceId)) console.log(`${LogicalResourceId}: ${PhysicalResourceId}${doubt}`);
  }
  for (const id of without) console.log(`${id}: left out; the next deployment makes a new one`);
}

async function write({ template, resourcesToImport }: ImportPlan): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await writeFile(`${FOLDER}/template.json`, JSON.stringify(template, null, 2));
  await writeFile(`${FOLDER}/resources.json`, JSON.stringify(resourcesToImport, null, 2));
}

function readWords(): { file: string; without: string[] } {
  const { values, positionals } = parsed();
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    throw new ImportRefusedError('name one file with the resources of the deleted stack, as docs/deploy.md makes it');
  return { file, without: values.without ?? [] };
}

function parsed() {
  try {
    return parseArgs({ options: { without: { type: 'string', multiple: true } }, allowPositionals: true });
  } catch (error) {
    throw new ImportRefusedError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
