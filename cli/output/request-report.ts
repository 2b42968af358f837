import { requestIdIn } from '../../functions/domain/request/request-key.ts';
import { barredTexts } from '../../functions/wording/approver.ts';
import { timeline } from '../../functions/wording/event.ts';
import { requesterProofText } from '../../functions/wording/identity.ts';
import { standingSentence } from '../../functions/wording/progress.ts';
import { statusWords } from '../../functions/wording/status.ts';
import { timeLeftText, utcText } from '../../functions/wording/time.ts';
import { visibleLine } from '../../functions/wording/visible-text.ts';
import { withdrawnTexts } from '../../functions/wording/withdrawal.ts';
import { approvalTable } from './approval-table.ts';
import { campaignFacts, planSection, standingText } from './campaign-report.ts';
import { changeDocument } from './change-document.ts';
import { changeTable } from './change-table.ts';
import { contactDiffs } from './contact-diff.ts';
import type { FoundRecord, FoundRequest } from './request-document.ts';
import { INDENT, indented, labelled, sections, titled } from './sections.ts';
import type { Terminal } from './terminal.ts';
import { timelineTable } from './timeline-table.ts';
import { TONE_STYLES } from './tone.ts';
import { visibleText } from './visible.ts';

/** What a report is about. */
export interface ReportedRequest {
  requestId: string;
  found: FoundRequest;
  /** The reasons of a request that is INVALID, one per line. */
  reasons: string[];
  /** Whether to show the contacts before and after. */
  hasDetails: boolean;
}

/** Everything that is known of a request. */
export function requestReport(request: ReportedRequest, terminal: Terminal, now: Date): string {
  const { found } = request;
  if (!found.record) return headlines(request, terminal);
  const { record } = found;
  const changes = changesOf(request);
  return sections([
    headlines(request, terminal),
    facts(found, terminal, now),
    planSection(found.campaign, request.hasDetails, terminal),
    titled('Changes', changeTable(changes, terminal), terminal),
    contactDiffs(changes, terminal),
    titled('Approval', approvalTable(record, terminal), terminal),
    titled('Timeline', timelineTable(timeline(record), terminal), terminal),
  ]);
}

/** How a request ended, for people who have watched its timeline. */
export function endReport(request: ReportedRequest, terminal: Terminal): string {
  const changes = changesOf(request);
  return sections([
    headlines(request, terminal),
    indented(changeTable(changes, terminal)),
    contactDiffs(changes, terminal),
  ]);
}

/** `✓ cli-1 is APPLIED. Every change is in place.`, and why it is INVALID. */
function headlines({ requestId, found, reasons }: ReportedRequest, { paint }: Terminal): string {
  const { status } = found;
  const { symbol, tone, sentence } = statusWords(status);
  const style = TONE_STYLES[tone];
  const id = paint('bold', visibleLine(requestId));
  return sections([
    `${paint(style, symbol)} ${id} is ${paint(style, status)}. ${found.record ? standing(found) : sentence}`,
    reasons.map((reason) => `${INDENT}${visibleLine(reason)}`).join('\n'),
  ]);
}

function standing(found: FoundRecord): string {
  return found.record.request.changeSet ? standingText(found) : standingSentence(found.record, found.progress);
}

function changesOf({ found: { record }, hasDetails }: ReportedRequest) {
  return record ? record.request.changes.map((change) => changeDocument(change, record, hasDetails)) : [];
}

function facts(found: FoundRecord, terminal: Terminal, now: Date): string {
  const { record } = found;
  const { request, createdAt, status, expiresAt, supersedes = [] } = record;
  const { requestedBy, reason, source, contributors = [] } = request;
  const requester = `${requestedBy}, ${requesterProofText(record)}`;
  const ticket = [source.system, source.reference, source.url].flatMap((part) => part ?? []).join(', ');
  const expiry = status === 'PENDING_APPROVAL' ? expiresAt : undefined;
  return labelled(
    [
      ['Requested', `${utcText(createdAt, { seconds: true })} by ${visibleLine(requester)}`],
      ['Reason', visibleText(reason)],
      ['Source', visibleLine(ticket)],
      ...campaignFacts(found),
      ...listed('Shaped by', contributors),
      ...listed('Replaces', supersedes.map(requestIdIn)),
      ...listed('Dropped', withdrawnTexts(record)),
      ...listed('Not asked', barredTexts(record)),
      ...(expiry === undefined ? [] : [['Expires', expiryText(expiry, now)] satisfies [string, string]]),
    ],
    terminal,
  );
}

function listed(label: string, lines: string[]): [string, string][] {
  return lines.length === 0 ? [] : [[label, lines.map(visibleLine).join('\n')]];
}

function expiryText(expiresAt: string, now: Date): string {
  return `${utcText(expiresAt, { seconds: true })}, ${timeLeftText(expiresAt, now)}`;
}
