import type { CampaignProgress } from '../../domain/campaign/campaign-progress.ts';
import { html } from '../parts/html.ts';
import { page } from '../parts/page.ts';
import { progressCard, stateOf } from './progress-section.ts';

export interface ProgressFrameInput {
  /** Nothing once the campaign has ended. */
  progress: CampaignProgress | undefined;
  /** What the page around the frame says that it does. */
  shown: string;
  linkSecret: string;
}

/** How often the frame looks again, in seconds. */
export const REFRESH_SECONDS = 5;

/** The part of the requester's page that shows how far a campaign is. It opens itself anew, so that nobody has to, and changes nothing. */
export function progressFrame({ progress, shown, linkSecret }: ProgressFrameInput): string {
  const reload = html`<a href="../${linkSecret}" target="_top">Reload the page</a>`;
  return page({
    title: 'Progress',
    isPart: true,
    main: progress
      ? html`${progressCard(progress)}${stateOf(progress) !== shown && html`<p>Something is new: ${reload} to see what you can do now.</p>`}`
      : html`<p>The changes have ended. ${reload} to see the results.</p>`,
  });
}
