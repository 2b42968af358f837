import type { Contact, ContactKey } from '../functions/domain/contact.ts';
import { contactDiffs } from './contact-diff.ts';
import { inverseOf, type Reversion } from './reversion.ts';
import { INDENT, sections, titled } from './sections.ts';
import { tableText } from './table.ts';
import type { Terminal } from './terminal.ts';

/** What is told of a revert besides the request that it sends. */
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
      ...keyOf(change),
      action: inverseOf(change).action,
      before: change.now,
      after: change.before,
    })),
    changedSince: changedSince.map((change) => ({ ...keyOf(change), requested: change.after, now: change.now })),
    asBefore: asBefore.map(keyOf),
  };
}

/** The revert for people: what is left out and why, what someone has changed since, and what is asked. */
export function reversionReport(
  { reverts, asked, changedSince, asBefore }: ReversionDocument,
  alsoChanged: boolean,
  terminal: Terminal,
): string {
  const changedTitle = alsoChanged
    ? `Changed since ${reverts}, and reverted all the same`
    : `Left out: changed since ${reverts} (--also-changed reverts it, too)`;
  const inner = { ...terminal, width: terminal.width - INDENT.length };
  const differences = changedSince.map(({ requested, now, ...key }) => ({ ...key, before: requested, after: now }));
  return sections([
    titled('Left out: as before already', keyTable(asBefore, inner), terminal),
    titled(changedTitle, contactDiffs(differences, inner, ['REQUESTED', 'NOW']), terminal),
    titled('Asked', contactDiffs(asked, inner), terminal),
  ]);
}

/** Why nothing is sent, for people. */
export function nothingToRevert({ reverts, changedSince }: ReversionDocument, { paint }: Terminal): string {
  return changedSince.length === 0
    ? `${paint('green', '=')} Nothing is sent: every contact is as it was before ${reverts}`
    : `${paint('red', '!')} Nothing is sent: what ${reverts} had changed has been changed since`;
}

function keyTable(keys: ContactKey[], { paint, width }: Terminal): string {
  if (keys.length === 0) return '';
  const rows = keys.map(({ accountId, alternateContactType }) => [accountId, alternateContactType]);
  return tableText([{}, {}], rows, { paint, width });
}

function keyOf({ accountId, alternateContactType }: ContactKey): ContactKey {
  return { accountId, alternateContactType };
}
