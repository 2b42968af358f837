import validInput from '../schemas/compiled/write-report.input.js';
import validOutput from '../schemas/compiled/write-report.output.js';
import { putText } from './aws/bucket.ts';
import { readWholeInventory } from './aws/whole-inventory.ts';
import { reportOf } from './domain/inventory/report.ts';
import { taskChain } from './middleware/task-chain.ts';
import { reportPage } from './web/report/report-page.ts';
import { reportCsv } from './wording/report.ts';

/** On a schedule: writes what is known of all contacts into the bucket, as a page, as CSV and as JSON. */
export const handler = taskChain({ input: validInput, output: validOutput }).handler(async () => {
  const report = reportOf(await readWholeInventory(), new Date().toISOString());
  const accounts = report.accounts.length;
  // Before the first sweep, there is nothing that a report could say.
  if (accounts === 0) return { accounts };
  const folder = `reports/${report.at.slice(0, 10)}/`;
  await putText(`${folder}report.csv`, reportCsv(report), 'text/csv; charset=utf-8');
  await putText(`${folder}report.json`, JSON.stringify(report), 'application/json');
  await putText(`${folder}report.html`, reportPage(report), 'text/html; charset=utf-8');
  return { accounts, folder };
});
