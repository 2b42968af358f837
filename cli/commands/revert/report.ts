import { contactKey } from '../../../functions/domain/contact/contact.ts';
import { counted } from '../../../functions/wording/counted.ts';
import type { Contact } from '../../../schemas/compiled/contact.js';
import type { ContactKey } from '../../../schemas/compiled/contact-key.js';
import { MOST_CHANGES } from '../../../schemas/compiled/limits.js';
import { contactDiffs } from '../../output/contact-diff.ts';
import { INDENT, sections, titled } from '../../output/sections.ts';
import { tableText } from '../../output/table.ts';
import type { Terminal } from '../../output/terminal.ts';
import { inverseOf, type Reversion } from './reversion.ts';

/** What the JSON document of a revert holds besides the request. */
export interface ReversionDocument {
  reverts: string;
  asked: (ContactKey & { action: 'PUT' | 'DELETE'; before: Contact | null; after: Contact | null })[];
  changedSince: (ContactKey & { requested: Contact | null; now: Contact | null })[];
  asBefore: ContactKey[];
}

/** The revert of `requestId` for programs. */
export function reversionDocument(requestId: string, { asBefore, changedSince, asked }: Reversion): ReversionDocument {
  return {
    reverts: requestId,
    asked: asked.map((change) => ({
      ...contactKey(change),
      action: inverseOf(change).action,
      before: change.now,
      after: change.before,
    })),
    changedSince: changedSince.map((change) => ({ ...contactKey(change), requested: change.after, now: change.now })),
    asBefore: asBefore.map(contactKey),
  };
}

/** More contacts than this are counted and not shown: so many fit into a request that holds its changes. */
const MOST_SHOWN = MOST_CHANGES;

/** The revert for people: what is left out and why, and what is requested. */
export function reversionReport(
  { reverts, asked, changedSince, asBefore }: ReversionDocument,
  alsoChanged: boolean,
  terminal: Terminal,
): string {
  const changedTitle = alsoChanged
    ? `Changed since ${reverts}, and reverted all the same`
    : `Left out: changed since ${reverts} (--also-changed reverts it, too)`;
  if (asked.length + changedSince.length + asBefore.length > MOST_SHOWN) {
    return [
      ...countLine(asBefore.length, 'left out: already as before'),
      ...countLine(changedSince.length, lowerFirst(changedTitle)),
      ...countLine(asked.length, 'requested as it was before', 'requested as they were before'),
    ].join('\n');
  }
  const inner = { ...terminal, width: terminal.width - INDENT.length };
  const differences = changedSince.map(({ requested, now, ...key }) => ({ ...key, before: requested, after: now }));
  return sections([
    titled('Left out: already as before', keyTable(asBefore, inner), terminal),
    titled(changedTitle, contactDiffs(differences, inner, ['REQUESTED', 'NOW']), terminal),
    titled('Requested', contactDiffs(asked, inner), terminal),
  ]);
}

/** Why nothing is sent. */
export function nothingToRevert({ reverts, changedSince }: ReversionDocument, { paint }: Terminal): string {
  return changedSince.length === 0
    ? `${paint('green', '=')} Nothing was sent: every contact is as it was before ${reverts}`
    : `${paint('red', '!')} Nothing was sent: all that is left to revert has been changed since ${reverts}`;
}

function countLine(count: number, what: string, ofMany = what): string[] {
  return count === 0 ? [] : [`${counted(count, 'contact')} ${count === 1 ? what : ofMany}`];
}

function lowerFirst(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

function keyTable(keys: ContactKey[], { paint, width }: Terminal): string {
  if (keys.length === 0) return '';
  const rows = keys.map(({ accountId, alternateContactType }) => [accountId, alternateContactType]);
  return tableText([{}, {}], rows, { paint, width });
}
