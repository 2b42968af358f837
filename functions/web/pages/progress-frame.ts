import type { CampaignProgress } from '../../domain/campaign/campaign-progress.ts';
import { type Html, html } from '../parts/html.ts';
import { page } from '../parts/page.ts';
import { progressCard, stateOf } from './progress-section.ts';

export interface ProgressFrameInput {
  /** Nothing once the campaign has ended, or while it cannot be read. */
  progress?: CampaignProgress | undefined;
  isOver: boolean;
  /** What the page around the frame says that it does. */
  shown: string;
  linkSecret: string;
}

/** How often the frame looks again, in seconds. */
export const REFRESH_SECONDS = 5;

/** The part of the requester's page that shows how far a campaign is. It opens itself anew, so that nobody has to, and changes nothing. */
export function progressFrame(input: ProgressFrameInput): string {
  return page({ title: 'Progress', isPart: true, main: mainOf(input) });
}

function mainOf({ progress, isOver, shown, linkSecret }: ProgressFrameInput): Html {
  const reload = html`<a href="../${linkSecret}" target="_top">Reload the page</a>`;
  if (isOver) return html`<p>The changes have ended. ${reload} to see the results.</p>`;
  if (!progress) return html`<p>How far it is cannot be read at the moment. This looks again by itself.</p>`;
  const isNew = stateOf(progress) !== shown;
  return html`${progressCard(progress)}${isNew && html`<p>Something is new: ${reload} to see what you can do now.</p>`}`;
}
