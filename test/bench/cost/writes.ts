import type { LoggedCall } from 'embedded-aws/endpoint/call-log.ts';
import { objectAt, textAt } from 'embedded-aws/json.ts';
import { type TableIndex, tableUnits } from '../rollout/table-units.ts';

/** Write units by what they write, in the words of the report. */
export type Writes = Record<string, number>;

const RECORD = 'the record: its versions, and their entries in three indexes';
const LINKS = 'links in mails';
const EVIDENCE = 'evidence: what was asked, planned, checked, voted and applied';
const OPEN = 'which requests are open for a contact or a requester, and which one has it';
const LOCKS = 'locks of contacts while they are changed';
const TURNS = 'turns in the lines';
const MAILS = 'how many mails somebody got in this hour';
const ACCOUNTS = 'accounts that were read a moment ago';
const OTHERS = 'others';

/** By the prefix of the key. */
const WHAT: Record<string, string> = {
  REQUEST: RECORD,
  LINK: LINKS,
  ASKED: EVIDENCE,
  PROOF: EVIDENCE,
  PLAN: EVIDENCE,
  CHECKED: EVIDENCE,
  VOTE: EVIDENCE,
  PREAPPROVAL: EVIDENCE,
  APPLIED: EVIDENCE,
  OPEN,
  REQUESTER: OPEN,
  CONTACT: LOCKS,
  LINE: TURNS,
  ACCOUNT: ACCOUNTS,
  MAILS,
};

/** All that is told apart, in the order of the report. */
export const WRITTEN = [RECORD, EVIDENCE, LINKS, OPEN, LOCKS, TURNS, ACCOUNTS, MAILS, OTHERS];

/** What functions have written to the table. */
export function writesOf(calls: LoggedCall[], indexes: TableIndex[]): Writes {
  const ofFunctions = calls.filter(
    ({ service, caller }) => service === 'dynamodb' && caller.startsWith('alternate-contacts-'),
  );
  const groups = Map.groupBy(ofFunctions, whatOf);
  return Object.fromEntries([...groups].map(([what, group]) => [what, tableUnits(group, indexes).write]));
}

function whatOf({ input }: LoggedCall): string {
  const key = objectAt('Item' in input ? objectAt(input, 'Item') : objectAt(input, 'Key'), 'pk');
  const [prefix = ''] = (textAt(key, 'S') ?? '').split('#');
  return WHAT[prefix] ?? OTHERS;
}
