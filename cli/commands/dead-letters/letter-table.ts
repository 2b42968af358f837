import { ageText } from '../../../functions/wording/time.ts';
import { tableText } from '../../output/table.ts';
import type { Terminal } from '../../output/terminal.ts';
import type { DeadLetter } from './dead-letter.ts';
import { originText, reasonText, subjectText } from './words.ts';

const SHORTEST_ID = 8;
const COLUMNS = [
  { title: 'ID' },
  { title: 'AGE' },
  { title: 'READ' },
  { title: 'ABOUT', wraps: true },
  { title: 'FROM', wraps: true },
  { title: 'WHY', wraps: true },
];

/** Dead letters as a table. None of what strangers wrote but names of requests, tickets and errors is in it. */
export function deadLetterTable(
  letters: DeadLetter[],
  serviceName: string,
  { width, paint }: Pick<Terminal, 'width' | 'paint'>,
  now: Date,
): string {
  const length = idLength(letters);
  const rows = letters.map((letter) => [
    letter.id.slice(0, length),
    ageText(letter.sentAt.toISOString(), now),
    String(letter.received),
    subjectText(letter),
    originText(letter.origin, serviceName),
    reasonText(letter),
  ]);
  return tableText(COLUMNS, rows, { width, paint });
}

/** As many characters of the ids as tell them apart. */
function idLength(letters: DeadLetter[]): number {
  const longest = Math.max(SHORTEST_ID, ...letters.map(({ id }) => id.length));
  for (let length = SHORTEST_ID; length < longest; length += 1) {
    if (new Set(letters.map(({ id }) => id.slice(0, length))).size === letters.length) return length;
  }
  return longest;
}
