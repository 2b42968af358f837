import { type EventOf, type RequestEvent, type RequestEventType, WORKFLOW } from '../domain/ledger/events.ts';
import { countsText } from './campaign.ts';
import { counted } from './counted.ts';
import { BAD_NEWS, NO_CHANGE, QUIET, type Told, WENT_WELL, WENT_WRONG } from './event-look.ts';

const TYPES = [
  'CampaignPaused',
  'CampaignResumed',
  'CampaignStopped',
  'CampaignCancelled',
  'CampaignApplied',
] as const satisfies RequestEventType[];

type CampaignEvent = EventOf<(typeof TYPES)[number]>;

/** Whether an event happens to campaigns only. */
export function isCampaignEvent(event: RequestEvent): event is CampaignEvent {
  return TYPES.some((type) => type === event.type);
}

/** What happened to a campaign while its changes were being applied. */
export function campaignWords(event: CampaignEvent): Told {
  switch (event.type) {
    case 'CampaignPaused':
      return { ...NO_CHANGE, actor: event.by, text: 'paused the changes', comment: event.comment };
    case 'CampaignResumed':
      return resumedWords(event);
    case 'CampaignStopped':
      return { ...BAD_NEWS, text: `Stopped: ${counted(event.failures, 'change')} had failed` };
    case 'CampaignCancelled':
      return {
        ...NO_CHANGE,
        actor: event.by,
        text: 'cancelled the changes that had not begun',
        comment: event.comment,
      };
    case 'CampaignApplied':
      return {
        ...(hasMissed(event) ? WENT_WRONG : WENT_WELL),
        text: `All changes have ended: ${countsText(event.counts)}`,
      };
  }
}

/** After its first changes, a campaign may go on by itself. */
function resumedWords({ by, comment }: EventOf<'CampaignResumed'>): Told {
  if (by === WORKFLOW) return { ...QUIET, isMilestone: true, text: 'Went on with the other changes' };
  return { ...QUIET, isMilestone: true, actor: by, text: 'resumed the changes', comment };
}

function hasMissed({ counts }: EventOf<'CampaignApplied'>): boolean {
  return counts.failed > 0 || counts.conflicts > 0;
}
