import validInput from '../schemas/compiled/plan-page.input.js';
import validOutput from '../schemas/compiled/plan-page.output.js';
import { getJson, putJson } from './aws/bucket.ts';
import { countPlanned } from './aws/campaign-meters.ts';
import { readContactStates } from './aws/open-requests.ts';
import { readRecord } from './aws/request-table.ts';
import { targetContacts } from './domain/account/new-account.ts';
import type { ContactState } from './domain/approval/known-contacts.ts';
import { CANARY_PAGE } from './domain/campaign/campaign-control.ts';
import type { PlanPage, TargetPage } from './domain/campaign/campaign-plan.ts';
import { CAMPAIGN_KEYS } from './domain/campaign/object-keys.ts';
import { planPage } from './domain/campaign/plan-page.ts';
import { taskChain } from './middleware/task-chain.ts';
import { logged } from './runtime/logger.ts';
import { policy } from './runtime/policy.ts';
import { readContacts } from './steps/contact-reading.ts';

/** What is left of the function's time is for keeping what was read. */
const READING_MILLISECONDS = 100_000;

/** The page beside which the one is made that the changes which go first are taken to. */
const FIRST_PAGE = 1;

export const handler = taskChain({ input: validInput, output: validOutput }).handler(
  async ({ requestKey, run, page }) => {
    const record = await readRecord(requestKey);
    // Nobody needs the rest of a plan whose request was cancelled meanwhile.
    if (record?.status !== 'RECEIVED') return { page, count: 0 };
    const target = await getJson<TargetPage>(CAMPAIGN_KEYS.targetPage(run, page));
    const contacts = targetContacts(target.changes, target.accounts, Date.now());
    // Each try may take what an earlier one has read, and none takes what was read before anybody asked.
    const limits = { since: record.createdAt, until: Date.now() + READING_MILLISECONDS };
    const read = await readContacts(contacts, target.accounts, limits);
    const states: ContactState[] = await readContactStates(target.changes);
    const planned = planPage(target, read, states);
    await putJson(CAMPAIGN_KEYS.planPage(run, page), planned);
    if (page === FIRST_PAGE && policy.campaigns?.canary)
      await putJson(CAMPAIGN_KEYS.planPage(run, CANARY_PAGE), NOTHING);
    const uncounted = logged('The contacts of a planned page were not counted', { requestKey, page });
    await countPlanned(requestKey, page, target.changes.length).catch(uncounted);
    return { page, count: planned.changes.length };
  },
);

const NOTHING: PlanPage = { page: CANARY_PAGE, changes: [], accounts: [], unreadable: [], inPlace: [] };
