import type { RequestRecord } from '../domain/ledger/record.ts';
import type { Applying, Planning, RequestProgress } from '../domain/outcome/progress.ts';
import type { Standing } from '../domain/pace/turn.ts';
import { counted, numberText } from './counted.ts';
import { outcomeSentence } from './status.ts';
import { aboutText } from './time.ts';

/** `in line, 312 of 400 changes before yours: about 63 seconds`, or `12 of 100 changes applied: about 18 seconds left`. */
export function progressText(progress: RequestProgress, { turns }: Pick<RequestRecord, 'turns'>): string {
  if ('planning' in progress) return planningText(progress.planning);
  return 'line' in progress ? lineText(progress.line, turns) : appliedText(progress.applying);
}

/** What the status means for the contacts now, and how far the request is, if that is known. */
export function standingSentence(record: RequestRecord, progress: RequestProgress | undefined): string {
  if (!progress) return outcomeSentence(record);
  const text = progressText(progress, record);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function planningText({ read, all, secondsLeft }: Planning): string {
  if (read === all) return 'all contacts are read, and the plan is being put together';
  const left = secondsLeft === undefined ? '' : `, ${aboutText(secondsLeft)} left`;
  return `reading the contacts for the plan: ${numberText(read)} of ${numberText(all)}${left}`;
}

/** Whatever removes a contact stands in a line of its own. */
function lineText({ before, all, secondsLeft }: Standing, turns: RequestRecord['turns']): string {
  const noun = turns?.first.line === 'deletions' ? 'removal' : 'change';
  const place = before === 0 ? 'next in line' : `in line, ${before} of ${counted(all, noun)} before yours`;
  return `${place}: ${aboutText(secondsLeft)}`;
}

function appliedText({ applied, all, secondsLeft }: Applying): string {
  const left = secondsLeft > 0 ? `: ${aboutText(secondsLeft)} left` : '';
  return `${applied} of ${counted(all, 'change')} applied${left}`;
}
