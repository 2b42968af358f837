/**
 * Prepares the import of what a deleted stack has kept into a new one: `npx node resources/import-retained.ts kept.json`,
 * after packaging. The file holds what `aws cloudformation list-stack-resources` says of the deleted stack. Writes the
 * template and the list of resources for `aws cloudformation create-change-set`. See docs/deploy.md.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { importPlan } from './import/import-plan.ts';
import { ImportRefusedError } from './import/import-refused-error.ts';
import { readTemplate } from './validation/template.ts';

const PACKAGED = '.serverless/cloudformation-template-update-stack.json';
const FOLDER = '.serverless/import';

const [kept] = process.argv.slice(2);
if (kept === undefined) throw new ImportRefusedError('name the file with the resources of the deleted stack');
const { StackResourceSummaries = [] } = JSON.parse(await readFile(kept, 'utf8'));
const { template, resourcesToImport } = importPlan(await readTemplate(PACKAGED), StackResourceSummaries);
await mkdir(FOLDER, { recursive: true });
await writeFile(`${FOLDER}/template.json`, JSON.stringify(template, null, 2));
await writeFile(`${FOLDER}/resources.json`, JSON.stringify(resourcesToImport, null, 2));
for (const { LogicalResourceId, ResourceIdentifier } of resourcesToImport)
  console.log(`${LogicalResourceId}: ${Object.values(ResourceIdentifier)}`);
