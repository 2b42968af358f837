import type { ChangeGroup, PlanSummary } from '../../functions/domain/campaign/campaign-plan.ts';
import type { CampaignProgress } from '../../functions/domain/campaign/campaign-progress.ts';
import { requestIdIn, requestKeyOf } from '../../functions/domain/request/request-key.ts';
import { campaignProgressText, countsText, groupPlaceText, stateWords } from '../../functions/wording/campaign.ts';
import { counted, numberText } from '../../functions/wording/counted.ts';
import { standingSentence } from '../../functions/wording/progress.ts';
import { outcomeSentence } from '../../functions/wording/status.ts';
import { visibleLine } from '../../functions/wording/visible-text.ts';
import { barText } from './bar.ts';
import { changeKinds, type FoundCampaign } from './campaign-document.ts';
import { diffTable } from './contact-diff.ts';
import type { FoundRecord } from './request-document.ts';
import { INDENT, sections, titled } from './sections.ts';
import { type Cell, tableText } from './table.ts';
import type { Terminal } from './terminal.ts';

/** More groups help nobody on a terminal; the JSON document and the approval page have them. */
const MOST_GROUPS = 20;
const MOST_UNREADABLE = 10;

/** What a campaign has come to: how far it is, or what became of its changes. */
export function standingText({ record, campaign, progress }: FoundRecord): string {
  if (campaign?.progress) return `${progressSentence(campaign.progress)}.`;
  const { counts } = record;
  return counts ? `${outcomeSentence(record)} ${countsText(counts)}.` : standingSentence(record, progress);
}

/** `Running: 1,204 of 10,000 applied: about 28 minutes left, 297 a minute` */
export function progressLine(progress: CampaignProgress): string {
  const { perMinute, state } = progress;
  const isGoingOn = state === 'running' && perMinute !== undefined;
  return `${progressSentence(progress)}${!isGoingOn ? '' : `, ${numberText(perMinute)} a minute`}`;
}

/** The same after a bar: `████████░░░░░░░░░░░░░░░░ Running: …`. */
export function progressBar(progress: CampaignProgress): string {
  return `${barText(progress.ended, progress.all)} ${progressLine(progress)}`;
}

/** What the plan of a campaign comes to, for the facts about a request. */
export function campaignFacts({ record, campaign: found }: FoundRecord): [label: string, text: string][] {
  const { changeSet } = record.request;
  if (!changeSet) return [];
  const { campaign, counts } = record;
  const planned =
    campaign && campaign.count > 0
      ? `${counted(campaign.count, 'change')} in ${counted(campaign.accounts, 'account')}`
      : `${counted(changeSet.count, 'change')} asked for`;
  const removed = campaign && campaign.removed > 0 ? `, of which ${numberText(campaign.removed)} remove a contact` : '';
  const name = visibleLine(requestIdIn(requestKeyOf(record.request)));
  return [
    ['Campaign', `${planned}${removed}`],
    ...(isHeld(found?.progress) ? ([['Resume', `contacts resume ${name}`]] satisfies [string, string][]) : []),
    ...(counts ? ([['Results', `contacts status ${name} --results results.csv`]] satisfies [string, string][]) : []),
  ];
}

function isHeld(progress: CampaignProgress | undefined): boolean {
  return progress !== undefined && (progress.isWaiting || progress.state === 'paused' || progress.state === 'stopped');
}

/** The groups of a campaign's plan. Without details, only how many contacts of which type are set, replaced and removed. */
export function planSection({ summary, problem }: FoundCampaign = {}, hasDetails: boolean, terminal: Terminal): string {
  if (problem !== undefined) return `! The plan cannot be shown: ${problem}`;
  if (!summary) return '';
  const { width, paint } = terminal;
  const rows = changeKinds(summary.groups).map(({ alternateContactType, change, count }): Cell[] => [
    numberText(count),
    alternateContactType,
    change === 'removed' ? { text: change, style: 'red' } : change,
  ]);
  const columns = ['ACCOUNTS', 'TYPE', 'CHANGE'].map((title) => ({ title }));
  return sections([
    rows.length === 0
      ? ''
      : titled('Plan', tableText(columns, rows, { width: width - INDENT.length, paint }), terminal),
    hasDetails ? groupDiffs(summary, terminal) : '',
    otherTexts(summary).join('\n'),
  ]);
}

function progressSentence(progress: CampaignProgress): string {
  return `${stateWords(progress).label}: ${campaignProgressText(progress)}`;
}

function groupDiffs({ groups, further }: PlanSummary, terminal: Terminal): string {
  const shown = groups.slice(0, MOST_GROUPS);
  const hidden = groups.slice(MOST_GROUPS);
  const count = further.groups + hidden.length;
  const changes = hidden.reduce((sum, group) => sum + group.count, further.changes);
  return sections([
    ...shown.map((group) => groupDiff(group, terminal)),
    count > 0 ? `… and ${counted(changes, 'change')} in ${counted(count, 'other group')}` : '',
  ]);
}

function groupDiff(group: ChangeGroup, terminal: Terminal): string {
  return diffTable(groupPlaceText(group), group, terminal);
}

function otherTexts({ inPlace, unreadable, unreadableCount }: PlanSummary): string[] {
  const further = unreadableCount - Math.min(unreadable.length, MOST_UNREADABLE);
  const named = unreadable
    .slice(0, MOST_UNREADABLE)
    .map(
      ({ accountId, alternateContactType, error }) =>
        `${accountId} ${alternateContactType} (${visibleLine(error.name)})`,
    );
  const names = [...named, ...(further > 0 ? [`${numberText(further)} more`] : [])].join(', ');
  return [
    ...(inPlace > 0 ? [`= ${counted(inPlace, 'contact is', 'contacts are')} as requested already`] : []),
    ...(unreadableCount > 0 ? [`! ${counted(unreadableCount, 'contact')} could not be read: ${names}`] : []),
  ];
}
