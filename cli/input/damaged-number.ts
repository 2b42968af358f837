import type { WrittenProblem } from './changes.ts';

const SCIENTIFIC = /^[+-]?\d(?:[.,]\d+)?E[+-]?\d+$/i;
const REMEDY = 'format the column as text, and enter it again';

/** A change as a row of a CSV file says it. */
interface WrittenRow {
  accountId: string | undefined;
  contact: Record<string, unknown> | undefined;
}

/** What a spreadsheet has made of the digits of account ids and phone numbers, in changes by their index. */
export function damagedNumbers(changes: (WrittenRow | undefined)[]): WrittenProblem[] {
  return changes.flatMap((change, index) => [
    ...problem(index, '/accountId', accountIdDamage(change?.accountId?.trim() ?? '')),
    ...problem(index, '/contact/phoneNumber', rounded(String(change?.contact?.['phoneNumber'] ?? '').trim())),
  ]);
}

function problem(index: number, pointer: string, message: string | undefined): WrittenProblem[] {
  return message === undefined ? [] : [{ index, pointer, message }];
}

function accountIdDamage(text: string): string | undefined {
  if (!/^\d{6,11}$/.test(text)) return rounded(text);
  return `must be 12 digits, but has ${text.length}: if a spreadsheet has dropped leading zeros, ${REMEDY}`;
}

function rounded(text: string): string | undefined {
  return SCIENTIFIC.test(text) ? `is ${text}, a number that a spreadsheet has rounded: ${REMEDY}` : undefined;
}
