import { isObject, type JsonObject, numberAt, textAt } from '../json.ts';

/** A failure, a delay or a late visibility to inject into the next calls of an operation. */
export interface Fault {
  /** `*` stands for any text. */
  operation: string;
  /** The error's name; without it, the call is only delayed or becomes visible late. */
  error?: string;
  /**
   * Where the call breaks: before it takes effect, after that, or in its answer, which is a page with the status 200. In the
   * first two cases the connection is cut.
   */
  breaks?: Break;
  /** Whether the function that calls is ended where the call breaks. */
  kills?: boolean;
  /** Hits only calls of this caller, as `/_local/calls` names it; `*` stands for any text. */
  caller?: string;
  /** Hits only calls whose input, as JSON, contains this text, such as an account's or a request's id. */
  inputContains?: string;
  /** How many calls it lets pass before. Default 0. */
  skips: number;
  /** How many calls it hits. Default 1, or all with a share. */
  times: number;
  /** The share of these calls that it hits by chance, up to 1. */
  share?: number;
  /** Whether all attempts of an SDK count as one call. */
  allAttempts?: boolean;
  /** Milliseconds before the answer. */
  latencyMs: number;
  /** Milliseconds until every reader sees what the call has written. */
  visibleAfterMs?: number;
  /** Whether every other read shows it before. */
  flickers?: boolean;
}

export type Break = 'before' | 'after' | 'answer';

/** The prefix of an error that refuses the first entry of a call instead of the whole call. */
export const ENTRY_PREFIX = 'Entry:';

const PROPERTIES = [
  ...['operation', 'error', 'breaks', 'caller', 'inputContains', 'skips', 'times', 'allAttempts'],
  ...['latencyMs', 'visibleAfterMs', 'flickers', 'share', 'kills'],
];

const BREAKS: readonly Break[] = ['before', 'after', 'answer'];

/** The operations whose writes can become visible late. */
const LATE_WRITES = ['PutAlternateContact', 'DeleteAlternateContact'];

/** @throws TypeError saying what is wrong with the entry at this index */
export function readFault(entry: unknown, index: number): Fault {
  if (!isObject(entry)) throw new TypeError(`fault ${index} is not an object`);
  const operation = textAt(entry, 'operation') ?? '';
  const problem = problemOf(entry, operation);
  if (problem !== undefined) throw new TypeError(`fault ${index}: ${problem}`);
  const error = textAt(entry, 'error');
  const caller = textAt(entry, 'caller');
  const breaks = breakOf(entry);
  const inputContains = textAt(entry, 'inputContains');
  const visibleAfterMs = numberAt(entry, 'visibleAfterMs');
  const share = numberAt(entry, 'share');
  return {
    operation,
    ...(error ? { error } : {}),
    ...(breaks ? { breaks } : {}),
    ...(entry['kills'] === true ? { kills: true } : {}),
    ...(caller ? { caller } : {}),
    ...(inputContains ? { inputContains } : {}),
    skips: numberAt(entry, 'skips') ?? 0,
    times: numberAt(entry, 'times') ?? (share === undefined ? 1 : Number.POSITIVE_INFINITY),
    ...(share === undefined ? {} : { share }),
    allAttempts: entry['allAttempts'] === true,
    latencyMs: numberAt(entry, 'latencyMs') ?? 0,
    ...(visibleAfterMs === undefined ? {} : { visibleAfterMs, flickers: entry['flickers'] === true }),
  };
}

function breakOf({ breaks }: JsonObject): Break | undefined {
  return BREAKS.find((each) => each === breaks);
}

function problemOf(entry: JsonObject, operation: string): string | undefined {
  const unknownKey = Object.keys(entry).find((key) => !PROPERTIES.includes(key));
  if (unknownKey) return `unknown property ${unknownKey}`;
  if (!operation) return 'operation is missing';
  if (textAt(entry, 'error')?.startsWith(ENTRY_PREFIX) && operation !== 'PutEvents') {
    return `${operation} has no entries to refuse`;
  }
  const { allAttempts, share } = entry;
  if (allAttempts !== undefined && typeof allAttempts !== 'boolean') return 'allAttempts must be true or false';
  if (share !== undefined && !isShare(share)) return 'share must be a number above 0, up to 1';
  return breakProblem(entry) ?? visibilityProblem(entry, operation);
}

function isShare(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && value <= 1;
}

function breakProblem(entry: JsonObject): string | undefined {
  const { breaks, kills, error, visibleAfterMs } = entry;
  if (kills !== undefined && typeof kills !== 'boolean') return 'kills must be true or false';
  if (kills && breaks !== 'before' && breaks !== 'after') return 'kills needs breaks, before or after';
  if (breaks === undefined) return undefined;
  if (!breakOf(entry)) return 'breaks must be before, after or answer';
  return error === undefined && visibleAfterMs === undefined ? undefined : 'a call that breaks has no other fault';
}

function visibilityProblem({ error, visibleAfterMs, flickers }: JsonObject, operation: string): string | undefined {
  if (flickers !== undefined && typeof flickers !== 'boolean') return 'flickers must be true or false';
  if (visibleAfterMs === undefined) return flickers ? 'flickers needs visibleAfterMs' : undefined;
  if (typeof visibleAfterMs !== 'number' || visibleAfterMs <= 0) return 'visibleAfterMs must be a number above 0';
  if (!LATE_WRITES.includes(operation)) return `${operation} writes nothing that could be visible late`;
  return error === undefined ? undefined : 'what fails with an error writes nothing that could be visible late';
}
