import cliTruncate from 'cli-truncate';
import { type FoundRequest, findRequest, unknownRequest } from './find-request.ts';
import { awaitedApprovers } from './request-document.ts';
import { timelineTable } from './request-report.ts';
import { indented } from './sections.ts';
import type { Session } from './session.ts';
import { isFinal } from './status-text.ts';
import type { Spinner } from './terminal.ts';
import { visibleLine } from './terminal-text.ts';
import { ageText } from './time-text.ts';

/** How often a request is looked at: soon after it was sent much happens, later it waits for people. */
const SOON_MILLISECONDS = 500;
const LATER_MILLISECONDS = 3000;
const SOON_LASTS_MILLISECONDS = 60_000;

/** A request has its record a second or two after it was sent. */
const PATIENCE_MILLISECONDS = 30_000;

/** Of the addresses in the timeline, most are not wider. */
const WHO_WIDTH = 24;

/** The frame of the spinner and the space after it. */
const FRAME_WIDTH = 2;

/**
 * Follows a request until it has ended, and prints each new line of its timeline.
 * @throws RefusedError when it does not appear.
 */
export async function watch(session: Session, requestId: string): Promise<FoundRequest> {
  const spinner = session.isJson ? undefined : session.terminal.spin(`looking for ${requestId}`);
  try {
    return await follow(session, requestId, spinner);
  } finally {
    spinner?.stop();
  }
}

async function follow(session: Session, requestId: string, spinner: Spinner | undefined): Promise<FoundRequest> {
  const since = session.now().getTime();
  for (let shown = 0; ; ) {
    const found = await findRequest(session, requestId);
    const watched = session.now().getTime() - since;
    if (!found && watched > PATIENCE_MILLISECONDS) throw unknownRequest(requestId, session);
    shown = printNew(session, found, shown);
    if (found && isFinal(found.status)) return found;
    spinner?.say(waitingText(session, found));
    await session.sleep(watched < SOON_LASTS_MILLISECONDS ? SOON_MILLISECONDS : LATER_MILLISECONDS);
  }
}

/** @returns how many lines of the timeline are printed now. */
function printNew({ terminal, isJson }: Session, found: FoundRequest | undefined, shown: number): number {
  const fresh = found?.record?.history.slice(shown) ?? [];
  if (fresh.length > 0 && !isJson) terminal.print(indented(timelineTable(fresh, terminal, WHO_WIDTH)));
  return shown + fresh.length;
}

/** `PENDING_APPROVAL for 3 min: awaits approver-1@example.com`, within one line. */
function waitingText({ now, terminal }: Session, found: FoundRequest | undefined): string {
  const { status, record } = found ?? { status: 'SENT' };
  const lately = record?.history.at(-1)?.at ?? record?.createdAt;
  const waited = lately === undefined ? '' : ` for ${ageText(lately, now())}`;
  const awaited = record ? awaitedApprovers(record) : [];
  const whom = awaited.length > 0 ? `, awaits ${awaited.map(visibleLine).join(', ')}` : '';
  return cliTruncate(`${status}${waited}${whom}`, terminal.width - FRAME_WIDTH - 1);
}
