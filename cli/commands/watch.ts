import cliTruncate from 'cli-truncate';
import type { RequestRecord } from '../../functions/domain/ledger/record.ts';
import { isFinal } from '../../functions/domain/request/request.ts';
import { eventWords } from '../../functions/wording/event.ts';
import { QUIET } from '../../functions/wording/event-look.ts';
import { progressText } from '../../functions/wording/progress.ts';
import { ageText } from '../../functions/wording/time.ts';
import { visibleLine } from '../../functions/wording/visible-text.ts';
import { type RequestName, requestIdOf } from '../input/request-id.ts';
import { barText } from '../output/bar.ts';
import { progressBar, progressLine } from '../output/campaign-report.ts';
import { awaitedApprovers, type FoundRecord, type FoundRequest } from '../output/request-document.ts';
import { indented } from '../output/sections.ts';
import type { Spinner } from '../output/terminal.ts';
import { timelineTable } from '../output/timeline-table.ts';
import { findRequest, unknownRequest } from './find-request.ts';
import { withProgress } from './progress.ts';
import type { Session } from './session.ts';

/** How often to look: much happens soon after a request is sent; later it waits for people. */
const SOON_MILLISECONDS = 500;
const LATER_MILLISECONDS = 3000;
const SOON_LASTS_MILLISECONDS = 60_000;

/** How often a log gets a line that says how far the request is. */
const TOLD_EVERY_MILLISECONDS = 10_000;

/** A request has its record a second or two after it is sent. */
const PATIENCE_MILLISECONDS = 30_000;

/** The frame of the spinner and the space after it. */
const FRAME_WIDTH = 2;

/**
 * Follows a request until it ends, and prints each new line of its timeline. How far it is in between, the line of the spinner
 * says, or, where there is none, a line now and then.
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
  let told: Told = { text: '', at: 0 };
  for (let shown = 0; ; ) {
    const found = await look(session, name);
    const watched = session.now().getTime() - since;
    if (!found && watched > PATIENCE_MILLISECONDS) throw unknownRequest(name, session);
    shown = printNew(session, found, shown);
    if (found && isFinal(found.status)) return found;
    told = printProgress(session, found, told);
    spinner?.say(waitingText(session, found));
    await session.sleep(pauseAfter(watched, found));
  }
}

async function look(session: Session, name: RequestName): Promise<FoundRequest | undefined> {
  const found = await findRequest(session, name);
  return found && !session.isJson ? withProgress(session, found) : found;
}

/** What is counted moves slowly, and takes several reads. */
function pauseAfter(watched: number, found: FoundRequest | undefined): number {
  const isCounted = found?.campaign?.progress || (found?.progress && !('line' in found.progress));
  return watched < SOON_LASTS_MILLISECONDS && !isCounted ? SOON_MILLISECONDS : LATER_MILLISECONDS;
}

/** @returns how many events of the ledger have been shown by now. */
function printNew({ terminal, isJson }: Session, found: FoundRequest | undefined, shown: number): number {
  const { record } = found ?? {};
  if (!record || isJson) return shown;
  const fresh = record.history.slice(shown).flatMap((event) => eventWords(event, record) ?? []);
  if (fresh.length > 0) terminal.print(indented(timelineTable(fresh, terminal)));
  return record.history.length;
}

/** What was last said of how far the request is, and when (epoch milliseconds). */
interface Told {
  text: string;
  at: number;
}

/** Where no spinner says how far the request is. @returns what has been said by now */
function printProgress({ terminal, isJson, now }: Session, found: FoundRequest | undefined, told: Told): Told {
  const text = textOf(found);
  const at = now().getTime();
  const isDue = text !== undefined && text !== told.text && at - told.at >= TOLD_EVERY_MILLISECONDS;
  if (!isDue || isJson || terminal.isInteractive) return told;
  terminal.print(indented(timelineTable([{ ...QUIET, at: new Date(at).toISOString(), text }], terminal)));
  return { text, at };
}

function textOf(found: FoundRequest | undefined): string | undefined {
  if (found?.campaign?.progress) return progressLine(found.campaign.progress);
  return found?.progress && progressText(found.progress, found.record);
}

/** `APPROVED, next in line: about 2 seconds`, or whom it waits for, cut to one line. */
function waitingText({ now, terminal }: Session, found: FoundRequest | undefined): string {
  const { status = 'SENT', record } = found ?? {};
  const progress = textOf(found);
  const text = progress === undefined ? `${status}${awaitedText(record, now())}` : `${status}, ${progress}`;
  return cliTruncate(barredText(found) ?? text, terminal.width - FRAME_WIDTH - 1);
}

/** With a bar before it: how far a campaign is, or its plan. */
function barredText({ campaign, progress, record }: Partial<FoundRecord> = {}): string | undefined {
  if (campaign?.progress) return progressBar(campaign.progress);
  if (!record || !progress || !('planning' in progress)) return undefined;
  const { read, all } = progress.planning;
  return `${barText(read, all)} ${progressText(progress, record)}`;
}

/** ` for 3 minutes, waiting for approver-1@example.com`. */
function awaitedText(record: RequestRecord | undefined, now: Date): string {
  const latest = record?.history.at(-1)?.at;
  const waited = latest === undefined ? '' : ` for ${ageText(latest, now)}`;
  const awaited = record ? awaitedApprovers(record) : [];
  const whom = awaited.length > 0 ? `, waiting for ${awaited.map(visibleLine).join(', ')}` : '';
  return `${waited}${whom}`;
}
