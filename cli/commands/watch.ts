import cliTruncate from 'cli-truncate';
import { eventWords } from '../../functions/wording/event.ts';
import { ageText } from '../../functions/wording/time.ts';
import { visibleLine } from '../../functions/wording/visible-text.ts';
import { type RequestName, requestIdOf } from '../input/request-id.ts';
import { awaitedApprovers, type FoundRequest } from '../output/request-document.ts';
import { isFinal } from '../output/request-status.ts';
import { indented } from '../output/sections.ts';
import type { Spinner } from '../output/terminal.ts';
import { timelineTable } from '../output/timeline-table.ts';
import { findRequest, unknownRequest } from './find-request.ts';
import type { Session } from './session.ts';

/** How often to look: much happens soon after a request is sent; later it waits for people. */
const SOON_MILLISECONDS = 500;
const LATER_MILLISECONDS = 3000;
const SOON_LASTS_MILLISECONDS = 60_000;

/** A request has its record a second or two after it is sent. */
const PATIENCE_MILLISECONDS = 30_000;

/** The frame of the spinner and the space after it. */
const FRAME_WIDTH = 2;

/**
 * Follows a request until it ends, and prints each new line of its timeline.
 * @throws RefusedError when the request does not appear.
 */
export async function watch(session: Session, name: RequestName): Promise<FoundRequest> {
  const spinner = session.isJson ? undefined : session.terminal.spin(`looking for ${requestIdOf(name)}`);
  try {
    return await follow(session, name, spinner);
  } finally {
    spinner?.stop();
  }
}

async function follow(session: Session, name: RequestName, spinner: Spinner | undefined): Promise<FoundRequest> {
  const since = session.now().getTime();
  for (let shown = 0; ; ) {
    const found = await findRequest(session, name);
    const watched = session.now().getTime() - since;
    if (!found && watched > PATIENCE_MILLISECONDS) throw unknownRequest(name, session);
    shown = printNew(session, found, shown);
    if (found && isFinal(found.status)) return found;
    spinner?.say(waitingText(session, found));
    await session.sleep(watched < SOON_LASTS_MILLISECONDS ? SOON_MILLISECONDS : LATER_MILLISECONDS);
  }
}

/** @returns how many events of the ledger have been shown by now. */
function printNew({ terminal, isJson }: Session, found: FoundRequest | undefined, shown: number): number {
  const { record } = found ?? {};
  if (!record || isJson) return shown;
  const fresh = record.history.slice(shown).flatMap((event) => eventWords(event, record) ?? []);
  if (fresh.length > 0) terminal.print(indented(timelineTable(fresh, terminal)));
  return record.history.length;
}

/** `PENDING_APPROVAL for 3 minutes, waiting for approver-1@example.com`, cut to one line. */
function waitingText({ now, terminal }: Session, found: FoundRequest | undefined): string {
  const { status, record } = found ?? { status: 'SENT' };
  const latest = record?.history.at(-1)?.at;
  const waited = latest === undefined ? '' : ` for ${ageText(latest, now())}`;
  const awaited = record ? awaitedApprovers(record) : [];
  const whom = awaited.length > 0 ? `, waiting for ${awaited.map(visibleLine).join(', ')}` : '';
  return cliTruncate(`${status}${waited}${whom}`, terminal.width - FRAME_WIDTH - 1);
}
