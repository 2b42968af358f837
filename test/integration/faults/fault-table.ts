import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AwsCall } from '../../unit/contract/aws-calls.ts';

/** How a call can fail. */
export const FAULT_KINDS = ['throttled', '5xx', 'lost before', 'lost after', 'unreadable', 'denied'] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** What happens when calls of a function fail, in the words of docs/operate.md. */
export interface FaultRow {
  functionName: string;
  calls: AwsCall[];
  /** Nothing where it doesn't come to the call. */
  words: Record<FaultKind, string> | undefined;
}

/** Words for what depends on the moment: it may end as usual. */
const AT_WORST = ['told twice', 'late', 'woken late', 'next run'];

const PAGE = join(import.meta.dirname, '../../../docs/operate.md');
const NEVER = '–';

/** The rows of the table "When a call of AWS fails" in docs/operate.md. @throws Error naming a row that can't be read */
export function readFaultTable(text = readFileSync(PAGE, 'utf8')): FaultRow[] {
  const section = text.split('\n## When a call of AWS fails\n')[1]?.split('\n## ')[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return rows.map(readRow);
}

/** Whether what was seen is what the table says, or less of what it says for the worst case. */
export function isAsSaid(seen: string, said: string): boolean {
  const [were, may] = [wordsIn(seen), wordsIn(said)];
  return (
    were.every((word) => may.includes(word)) && may.every((word) => AT_WORST.includes(word) || were.includes(word))
  );
}

function wordsIn(words: string): string[] {
  return words === 'as usual' ? [] : words.split(', ');
}

function readRow(line: string): FaultRow {
  const [, name = '', calls = '', passing = '', denied = ''] = line.split('|').map((cell) => cell.trim());
  const functionName = name.replaceAll('`', '');
  const words = passing === NEVER ? undefined : { ...readPassing(passing, line), denied };
  return { functionName, calls: calls.split(', ').map(readCall), words };
}

/** `dynamodb:GetItem REQUEST#`, of which further keys follow as `PLAN#`. */
function readCall(text: string, index: number, all: string[]): AwsCall {
  const [action = '', keys = ''] = text.replaceAll('`', '').split(' ');
  if (action.includes(':')) return { action, keys };
  const before = all.slice(0, index).findLast((each) => each.includes(':')) ?? '';
  return { action: before.replaceAll('`', '').split(' ')[0] ?? '', keys: action };
}

/** `as usual; lost after, unreadable: told twice` */
function readPassing(cell: string, line: string): Omit<Record<FaultKind, string>, 'denied'> {
  const [usual = '', ...exceptions] = cell.split('; ');
  const read = new Map<string, string>();
  for (const exception of exceptions) {
    const [kinds = '', words = ''] = exception.split(': ');
    for (const kind of kinds.split(', ')) {
      if (!FAULT_KINDS.some((each) => each === kind)) throw new Error(`nobody knows the fault ${kind}: ${line}`);
      read.set(kind, words);
    }
  }
  const wordsFor = (kind: FaultKind) => read.get(kind) ?? usual;
  return {
    throttled: wordsFor('throttled'),
    '5xx': wordsFor('5xx'),
    'lost before': wordsFor('lost before'),
    'lost after': wordsFor('lost after'),
    unreadable: wordsFor('unreadable'),
  };
}
