import type { Look } from './status.ts';

/** One event of a ledger as people read it. */
export interface EventWords extends Look {
  /** ISO 8601. */
  at: string;
  /** The e-mail address of the person who did it; absent where the workflow did. */
  actor?: string;
  /** What happened: after an actor the end of a sentence, otherwise a sentence. */
  text: string;
  /** Whether it stands out: somebody did something, or the request came to another status. */
  isMilestone: boolean;
  /** What the actor wrote about it. */
  comment?: string;
}

/** What is told of an event, besides when it happened. */
export type Told = Omit<EventWords, 'at'>;

export const QUIET = { symbol: '•', tone: 'quiet', isMilestone: false } as const;
export const ASKED = { symbol: '?', tone: 'quiet', isMilestone: false } as const;
export const WENT_WELL = { symbol: '✓', tone: 'good', isMilestone: false } as const;
export const WENT_WRONG = { symbol: '!', tone: 'bad', isMilestone: false } as const;
export const GOOD_NEWS = { symbol: '✓', tone: 'good', isMilestone: true } as const;
export const BAD_NEWS = { symbol: '✗', tone: 'bad', isMilestone: true } as const;
export const NO_CHANGE = { symbol: '–', tone: 'quiet', isMilestone: true } as const;
