/**
 * Prepares the import of what a deleted stack has kept into a new one: `npm run import -- kept.json`, after packaging. The file
 * holds what `aws cloudformation list-stack-resources` says of the deleted stack. Writes the template and the list of resources
 * for `aws cloudformation create-change-set`. See docs/deploy.md.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { importPlan } from './import/import-plan.ts';
import { ImportRefusedError } from './import/import-refused-error.ts';
import { readTemplate } from './validation/template.ts';

const PACKAGED = '.serverless/cloudformation-template-update-stack.json';
const FOLDER = '.serverless/import';

try {
  await prepare(process.argv[2]);
} catch (error) {
  if (!(error instanceof ImportRefusedError)) throw error;
  console.error(`Nothing is prepared: ${error.message}`);
  process.exitCode = 1;
}

async function prepare(kept: string | undefined): Promise<void> {
  if (kept === undefined)
    throw new ImportRefusedError('name a file with the resources of the deleted stack, as docs/deploy.md makes it');
  if (!existsSync(kept)) throw new ImportRefusedError(`there is no file ${kept}`);
  if (!existsSync(PACKAGED))
    throw new ImportRefusedError('package the service first: npm run package -- --stage <stage>');
  const { StackResourceSummaries = [] } = JSON.parse(await readFile(kept, 'utf8'));
  const { template, resourcesToImport } = importPlan(await readTemplate(PACKAGED), StackResourceSummaries);
  await mkdir(FOLDER, { recursive: true });
  await writeFile(`${FOLDER}/template.json`, JSON.stringify(template, null, 2));
  await writeFile(`${FOLDER}/resources.json`, JSON.stringify(resourcesToImport, null, 2));
  for (const { LogicalResourceId, ResourceIdentifier } of resourcesToImport)
    console.log(`${LogicalResourceId}: ${Object.values(ResourceIdentifier)}`);
}
