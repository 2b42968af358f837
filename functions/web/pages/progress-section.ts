import type { CampaignState } from '../../domain/campaign/campaign-control.ts';
import type { PlanSummary } from '../../domain/campaign/campaign-plan.ts';
import type { CampaignProgress } from '../../domain/campaign/campaign-progress.ts';
import { campaignProgressText, stateWords } from '../../wording/campaign.ts';
import { numberText } from '../../wording/counted.ts';
import { aboutText } from '../../wording/time.ts';
import { type Html, html } from '../parts/html.ts';

/** A campaign on the page of its requester. */
export interface RequesterCampaign {
  linkSecret: string;
  /** The plan, if there is one, and it is still kept. */
  summary?: PlanSummary | undefined;
  /** How far it is, while its changes are being applied. */
  progress?: CampaignProgress | undefined;
}

/** The section that shows how far a campaign is. It is a frame, which opens itself anew: whoever writes a comment goes on writing. */
export function progressSection(campaign: RequesterCampaign | undefined): Html | undefined {
  if (!campaign?.progress) return undefined;
  const { linkSecret, progress } = campaign;
  return html`<section aria-labelledby="progress">
<h2 id="progress">Progress</h2>
<iframe class="live" src="${linkSecret}/progress?shown=${stateOf(progress)}" title="Progress"></iframe>
</section>`;
}

/** What the page must be loaded anew for, because it offers something else then. */
export function stateOf({
  state,
  isWaiting,
}: Pick<CampaignProgress, 'state' | 'isWaiting'>): CampaignState | 'waiting' {
  return isWaiting ? 'waiting' : state;
}

/** How far a campaign is: a bar, what became of the changes so far, how fast it goes, and how long it takes. */
export function progressCard(progress: CampaignProgress): Html {
  const { all, ended } = progress;
  const { symbol, tone, label, sentence } = stateWords(progress);
  return html`<div class="card progress tone-${tone}">
<p class="progress-state"><span class="badge" aria-hidden="true">${symbol}</span><strong>${label}</strong> <span class="quiet">${sentence}</span></p>
<progress max="${all}" value="${ended}" aria-label="Changes that have ended">${campaignProgressText(progress)}</progress>
<dl class="figures">${figures(progress).map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
</div>`;
}

function figures({
  applied,
  all,
  failed,
  conflicts,
  left,
  state,
  perMinute,
  secondsLeft,
}: CampaignProgress): [string, string][] {
  const isMoving = state === 'running' && left > 0;
  return [
    ['Applied', `${numberText(applied)} of ${numberText(all)}`],
    ['Failed', numberText(failed)],
    ['Conflicts', numberText(conflicts)],
    ['Left', numberText(left)],
    ['A minute', isMoving && perMinute !== undefined ? numberText(perMinute) : '–'],
    ['Time left', isMoving && secondsLeft !== undefined ? aboutText(secondsLeft) : '–'],
  ];
}
