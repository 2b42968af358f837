import type { PlanPage, PlanSummary } from '../domain/campaign/campaign-plan.ts';
import { PlanFold } from '../domain/campaign/plan-fold.ts';
import { PlanRules } from '../domain/campaign/plan-rules.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import type { Electorate } from '../domain/policy/policy.ts';
import { sha256 } from '../domain/request/digest.ts';
import { csvText } from '../wording/csv-text.ts';
import { PLAN_HEADERS, planRows } from '../wording/plan-csv.ts';

/** What people see of the plan of a campaign, as texts of objects, and the approval that it needs. */
export type PlanViews = Awaited<ReturnType<typeof viewPlan>>;

/** Makes what people see of a plan of its pages, and finds who must approve it. The same pages give the same texts. */
export async function viewPlan(pages: AsyncIterable<PlanPage> | PlanPage[], policy: Electorate, record: RequestRecord) {
  const fold = new PlanFold();
  const rules = new PlanRules(policy, record);
  const rows: string[][] = [PLAN_HEADERS];
  for await (const page of pages) {
    fold.add(page);
    rules.add(page);
    for (const row of planRows(page)) rows.push(row);
  }
  const { summary: folded, index: found } = fold.folded();
  const [index, csv] = [JSON.stringify(found), csvText(rows)];
  const summary: PlanSummary = { ...folded, index: sha256(index), csv: sha256(csv) };
  return { summary, texts: { summary: JSON.stringify(summary), index, csv }, ...rules.approval() };
}
