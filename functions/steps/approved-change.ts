import type { Account } from '../../schemas/compiled/account.js';
import type { ContactKey } from '../../schemas/compiled/contact-key.js';
import { readRecord } from '../aws/request-table.ts';
import { isReadJustNow } from '../domain/approval/pre-approval.ts';
import { runOf } from '../domain/campaign/object-keys.ts';
import { contactName } from '../domain/contact/contact.ts';
import { NotApprovedError } from '../domain/errors.ts';
import type { PlanStatement } from '../domain/ledger/fingerprint.ts';
import type { RequestRecord } from '../domain/ledger/record.ts';
import type { PlannedChange } from '../domain/request/plan.ts';
import { isInDomain } from '../domain/request/request.ts';
import type { RequestKey } from '../domain/request/request-key.ts';
import { policy } from '../runtime/policy.ts';
import { requireApproval } from './approval-check.ts';
import { readPlanPage } from './campaign-pages.ts';

/** A change exactly as it was approved. */
export interface ApprovedChange {
  change: PlannedChange;
  record: RequestRecord;
  /** Of its plan. */
  fingerprint: string;
  /** As it was when the request was checked. */
  account: Account | undefined;
  /** Whether the read for its plan compares as well. */
  isJustRead: boolean;
}

/**
 * The change of a contact exactly as it was approved.
 * @param page of the plan of a campaign that has the change; `none` for a request that holds its changes itself
 * @throws NotApprovedError when nobody has approved it
 */
export async function approvedChange(
  requestKey: RequestKey,
  key: ContactKey,
  page: number | 'none',
): Promise<ApprovedChange> {
  const record = await readRecord(requestKey);
  const isBegun = record?.status === 'APPROVED' && record.applyingSince;
  if (!record || !isBegun) throw notApproved(requestKey, key);
  const statement = await requireApproval(record, policy.allowedEmailDomains);
  const { change, account } =
    page === 'none' ? ownChange(record, key) : await changeOfPage(record, statement, key, page);
  if (!change) throw notApproved(requestKey, key);
  const { fingerprint = '' } = record;
  return { change, record, fingerprint, account, isJustRead: isReadJustNow(record, Date.now()) };
}

interface Found {
  change: PlannedChange | undefined;
  account: Account | undefined;
}

function ownChange({ plan = [], accounts }: RequestRecord, key: ContactKey): Found {
  const change = plan.find((planned) => contactName(planned) === contactName(key));
  return { change, account: accounts.find(({ accountId }) => accountId === key.accountId) };
}

/** What is approved of a campaign is the list of its pages, which says what each page holds. */
async function changeOfPage(
  record: RequestRecord,
  { campaign }: PlanStatement,
  key: ContactKey,
  page: number,
): Promise<Found> {
  if (!campaign) return { change: undefined, account: undefined };
  const { changes, accounts } = await readPlanPage(runOf(record), campaign, page);
  const change = changes.find((planned) => contactName(planned) === contactName(key));
  const address = change?.after?.emailAddress;
  if (address !== undefined && !isInDomain(address, policy.allowedEmailDomains)) {
    throw new NotApprovedError(`the e-mail domain of ${contactName(key)} is not allowed any more`);
  }
  return { change, account: accounts.find(({ accountId }) => accountId === key.accountId) };
}

function notApproved(requestKey: RequestKey, key: ContactKey): NotApprovedError {
  return new NotApprovedError(`request ${requestKey} has no approval of ${contactName(key)}`);
}
