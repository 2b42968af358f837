import type { RequestRecord } from '../ledger/record.ts';

/** The run of a request, by which its objects are named: the name of the execution that registered it. */
export function runOf({ executionArn }: Pick<RequestRecord, 'executionArn'>): string {
  return executionArn.slice(executionArn.lastIndexOf(':') + 1);
}

/** The objects of a run in the service's bucket. Pages have five digits, so that they are listed in their order. */
export const CAMPAIGN_KEYS = {
  targetPage: (run: string, page: number) => `targets/${run}/${fiveDigits(page)}.json`,
  targetPages: (run: string) => `targets/${run}/pages.json`,
  planPage: (run: string, page: number) => `plans/${run}/${fiveDigits(page)}.json`,
  planPages: (run: string) => `plans/${run}/pages.json`,
  summary: (run: string) => `plans/${run}/summary.json`,
  index: (run: string) => `plans/${run}/index.json`,
  planCsv: (run: string) => `plans/${run}/plan.csv`,
  resultPage: (run: string, page: number) => `results/${run}/${fiveDigits(page)}.json`,
  resultsCsv: (run: string) => `results/${run}/results.csv`,
};

function fiveDigits(page: number): string {
  return String(page).padStart(5, '0');
}
