import { readingText } from '../../input/canonical-changes.ts';
import { leftOutText } from '../selected-accounts.ts';
import type { RequestedChanges } from './requested-changes.ts';

/** What the user should know about what was made of the input, besides what is wrong. */
export interface Remarks {
  lines: string[];
  /** The same for the JSON document; empty if there is nothing to say. */
  document: object;
}

/** More lines than this help nobody; the JSON document has all. */
const MOST_LINES = 30;

/** What was not taken as it is written, and what was left out. */
export function remarksOf(written: RequestedChanges): Remarks {
  const { readings, places, leftOut, leftOutAccounts } = written;
  const texts = [...new Set(readings.map((reading) => readingText(reading, written)))];
  const further = texts.length - MOST_LINES;
  const lines = [
    ...texts.slice(0, MOST_LINES).map((text) => `! ${text}`),
    ...(further > 0 ? [`! and ${further} more like these: --json lists all`] : []),
    ...(leftOut === undefined ? [] : [`! ${leftOut}`]),
    ...(leftOutAccounts.length > 0 ? [leftOutText(leftOutAccounts)] : []),
  ];
  const takenAs = readings.map(({ index, pointer, text, taken }) => ({
    place: places.part(index, pointer),
    text,
    taken,
  }));
  const document = {
    ...(takenAs.length > 0 && { takenAs }),
    ...(leftOut !== undefined && { leftOut }),
    ...(leftOutAccounts.length > 0 && { leftOutAccounts }),
  };
  return { lines, document };
}
