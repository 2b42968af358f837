import { contactKey, contactName } from '../../functions/domain/contact/contact.ts';
import type { RequestRecord } from '../../functions/domain/ledger/record.ts';
import { errorLine } from '../../functions/domain/outcome/caught-error.ts';
import { contactAfter } from '../../functions/domain/request/plan.ts';
import type { ChangeStatus } from '../../functions/domain/request/request.ts';
import { isFinal } from '../../functions/domain/request/request.ts';
import { accountText } from '../../functions/wording/account.ts';
import type { Change } from '../../schemas/compiled/change-request.js';
import type { Contact } from '../../schemas/compiled/contact.js';
import type { ContactKey } from '../../schemas/compiled/contact-key.js';

/** A change and what became of it; its status is `null` while that is open. */
export interface ChangeDocument extends ContactKey {
  /** As AWS Organizations named it when the request was checked. */
  accountName?: string;
  /** The names of the root and of the OUs down to the account. */
  ouPath?: string[];
  action: Change['action'];
  status: ChangeStatus | null;
  /** `name: message`. */
  error?: string;
  /** AWS has acknowledged the change, but does not show it yet. */
  confirmed?: false;
  /** Only with details, and only once the contact has been read; `null` means not set. */
  before?: Contact | null;
  /** Only with details. */
  after?: Contact | null;
}

export function changeDocument(change: Change, record: RequestRecord, hasDetails: boolean): ChangeDocument {
  const { error, confirmed } = find(record.results, change) ?? {};
  const { name, ouPath } = record.accounts.find(({ accountId }) => accountId === change.accountId) ?? {};
  return {
    ...contactKey(change),
    ...(name !== undefined && { accountName: name }),
    ...(ouPath && { ouPath }),
    action: change.action,
    status: changeStatus(change, record),
    ...(error && { error: errorLine(error) }),
    ...(confirmed === false && { confirmed }),
    ...(hasDetails && beforeAndAfter(change, record)),
  };
}

/** The parts of a change's document that name its account. */
export type AccountOfChange = Pick<ChangeDocument, 'accountId' | 'accountName' | 'ouPath'>;

/** `222222222222 (Payments, Root / Production)`: the account of a change for people. */
export function changeAccountText({ accountId, accountName, ouPath }: AccountOfChange): string {
  return accountText({
    accountId,
    ...(accountName !== undefined && { name: accountName }),
    ...(ouPath && { ouPath }),
  });
}

/** Whether the plan holds the change; before there is a plan, nothing is left out. */
export function isPlanned(change: ContactKey, { plan }: RequestRecord): boolean {
  return !plan || find(plan, change) !== undefined;
}

function changeStatus(change: Change, record: RequestRecord): ChangeDocument['status'] {
  const result = find(record.results, change);
  if (result) return result.status;
  if (isFinal(record.status)) return record.status;
  return isPlanned(change, record) ? null : 'UNCHANGED';
}

/** A change that the plan leaves out is already in place. */
function beforeAndAfter(change: Change, { plan }: RequestRecord): Pick<ChangeDocument, 'before' | 'after'> {
  const requested = contactAfter(change);
  if (!plan) return { after: requested };
  const { before, after } = find(plan, change) ?? { before: requested, after: requested };
  return { before, after };
}

function find<Item extends ContactKey>(items: Item[] | undefined, key: ContactKey): Item | undefined {
  return items?.find((item) => contactName(item) === contactName(key));
}
