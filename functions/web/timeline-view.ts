import type { HistoryEntry, RequestRecord } from '../domain/request-record.ts';
import { counted } from './request-text.ts';
import { outcomeSentence } from './result-view.ts';
import { type StatusText, statusText } from './status-text.ts';

/** One entry of a request's history as people read it. */
export interface TimelineEntry {
  /** ISO 8601. */
  at: string;
  /** Who did it; nothing where the workflow did. */
  who: string | undefined;
  /** What happened: after `who` the end of a sentence, else a sentence. */
  what: string;
  /** What it means; mostly empty. */
  more: string;
  /** How it looks: never by a colour alone. */
  symbol: string;
  tone: StatusText['tone'];
  /** Whether it stands out: somebody did something, or the request came to another status. */
  isMilestone: boolean;
  comment: string;
}

type Look = Pick<TimelineEntry, 'symbol' | 'tone' | 'isMilestone'>;

/** How entries look, by how their words begin. */
const LOOKS: [RegExp, Look][] = [
  [/^(approved|pre-approved|every quorum)/, { symbol: '✓', tone: 'good', isMilestone: true }],
  [/^(rejected|the rejection)/, { symbol: '✗', tone: 'bad', isMilestone: true }],
  [/^applied/, { symbol: '✓', tone: 'good', isMilestone: false }],
  [/^(did not apply|could not finish)/, { symbol: '!', tone: 'bad', isMilestone: false }],
  [/^could not reach/, { symbol: '!', tone: 'bad', isMilestone: false }],
  [/^asked for approval/, { symbol: '?', tone: 'quiet', isMilestone: false }],
  [/^(cancelled|expired)/, { symbol: '–', tone: 'quiet', isMilestone: true }],
  [/^requested/, { symbol: '•', tone: 'quiet', isMilestone: true }],
];

const OTHER_LOOK: Look = { symbol: '•', tone: 'quiet', isMilestone: false };

/** The words of the last entry, when the workflow has come to its end. */
const ENDED = 'ended';

/** What became of one change. */
const AFTER_APPLYING = /^(applied|did not apply|could not finish) /;

/** All that has happened to a request, oldest first. */
export function timeline(record: RequestRecord): TimelineEntry[] {
  return withApplying(record).map((entry) => (entry.what === ENDED ? endEntry(record, entry) : toEntry(record, entry)));
}

/** The history with the moment from which on the changes are applied; what became of each, and the end, come later. */
function withApplying({ history, applyingSince }: RequestRecord): HistoryEntry[] {
  if (applyingSince === undefined) return history;
  const applying = { at: applyingSince, who: 'workflow', what: 'began to apply the changes' };
  const later = history.findIndex(({ what }) => what === ENDED || AFTER_APPLYING.test(what));
  return history.toSpliced(later === -1 ? history.length : later, 0, applying);
}

function toEntry(record: RequestRecord, { at, who, what, comment = '' }: HistoryEntry): TimelineEntry {
  const look = LOOKS.find(([words]) => words.test(what))?.[1] ?? OTHER_LOOK;
  const words = wordsOf(record, what);
  const entry = { at, more: '', ...look, comment };
  if (who !== 'workflow') return { ...entry, who, what: words };
  return { ...entry, who: undefined, what: `${words.charAt(0).toUpperCase()}${words.slice(1)}` };
}

/** The history keeps no status with its entry, but the last one is that of the record. */
function endEntry(record: RequestRecord, { at }: HistoryEntry): TimelineEntry {
  const { label, symbol, tone } = statusText(record.status);
  const more = outcomeSentence(record);
  return { at, who: undefined, what: label, more, symbol, tone, isMilestone: true, comment: '' };
}

function wordsOf(record: RequestRecord, what: string): string {
  const [, round, escalated] = /^asked for approval, round (\d+)(?:, escalated to (.+))?$/s.exec(what) ?? [];
  if (round !== undefined) return roundText(record, Number(round), escalated);
  const [, planned, requested] = /^planned (\d+) of (\d+) changes$/.exec(what) ?? [];
  if (planned !== undefined) return planText(Number(planned), Number(requested));
  return what
    .replace(/^(applied|did not apply|could not finish) (\d{12})\/([A-Z]+)/, '$1 the $3 contact of $2')
    .replace(/^every quorum is/, 'approved: every quorum is')
    .replace(/^the rejection is/, 'rejected: the rejection is');
}

/** How many of the requested changes differ from the contacts as they are. */
function planText(planned: number, requested: number): string {
  const held = requested - planned;
  const rest = held > 0 ? `, ${held} of ${requested} hold already` : '';
  return `compared with the contacts as they are: ${counted(planned, 'change')} to make${rest}`;
}

/** What a round of asking did. The first is 1. */
function roundText({ approval }: RequestRecord, round: number, escalated: string | undefined): string {
  const first = round === 1 && `asked ${addressesOf(approval).join(', ')} for approval`;
  const reminded = round > 1 && approval?.rounds[round - 1]?.remind && 'reminded those who had not voted';
  const done = [first, reminded, escalated && `escalated to ${escalated}`].filter(Boolean);
  const text = done.length > 0 ? done.join(', ') : 'went on waiting';
  return round === 1 ? text : `round ${round}: ${text}`;
}

function addressesOf(approval: RequestRecord['approval']): string[] {
  return [...new Set((approval?.requirements ?? []).flatMap(({ approvers }) => approvers))];
}
