import { isObject, type JsonObject, numberAt, textAt } from '../json.ts';

/** A failure, a delay or a late visibility to inject into the next calls of an operation. */
export interface Fault {
  operation: string;
  /** The error's name; without it, the call is only delayed or becomes visible late. */
  error?: string;
  /** Hits only calls whose input, as JSON, contains this text, such as an account's or a request's id. */
  inputContains?: string;
  /** How many calls it hits. Default 1. */
  times: number;
  /** Milliseconds before the answer. */
  latencyMs: number;
  /** Milliseconds until every reader sees what the call has written. */
  visibleAfterMs?: number;
  /** Whether every other read shows it before. */
  flickers?: boolean;
}

/** The prefix of an error that refuses the first entry of a call instead of the whole call. */
export const ENTRY_PREFIX = 'Entry:';

const PROPERTIES = ['operation', 'error', 'inputContains', 'times', 'latencyMs', 'visibleAfterMs', 'flickers'];

/** The operations whose writes can become visible late. */
const LATE_WRITES = ['PutAlternateContact', 'DeleteAlternateContact'];

/** The faults set by `PUT /_local/faults`. */
export class Faults {
  #faults: (Fault & { owner: string | undefined })[] = [];

  /**
   * Replaces all faults, or only those of an owner: clients that share a stack leave each other's alone.
   * @throws TypeError saying which entry is wrong
   */
  replace(entries: unknown, owner?: string): void {
    if (!Array.isArray(entries)) throw new TypeError('faults are a JSON array');
    const kept = owner === undefined ? [] : this.#faults.filter((fault) => fault.owner !== owner);
    this.#faults = [...kept, ...entries.map((entry, index) => ({ ...readFault(entry, index), owner }))];
  }

  /** The fault for a call of an operation, counted down. */
  take(operation: string, input: unknown): Fault | undefined {
    const fault = this.#faults.find(
      (candidate) => candidate.operation === operation && candidate.times > 0 && hits(candidate, input),
    );
    if (fault) fault.times -= 1;
    return fault;
  }
}

function hits({ inputContains }: Fault, input: unknown): boolean {
  return inputContains === undefined || (JSON.stringify(input) ?? '').includes(inputContains);
}

function readFault(entry: unknown, index: number): Fault {
  if (!isObject(entry)) throw new TypeError(`fault ${index} is not an object`);
  const operation = textAt(entry, 'operation') ?? '';
  const problem = problemOf(entry, operation);
  if (problem !== undefined) throw new TypeError(`fault ${index}: ${problem}`);
  const error = textAt(entry, 'error');
  const inputContains = textAt(entry, 'inputContains');
  const visibleAfterMs = numberAt(entry, 'visibleAfterMs');
  return {
    operation,
    ...(error ? { error } : {}),
    ...(inputContains ? { inputContains } : {}),
    times: numberAt(entry, 'times') ?? 1,
    latencyMs: numberAt(entry, 'latencyMs') ?? 0,
    ...(visibleAfterMs === undefined ? {} : { visibleAfterMs, flickers: entry['flickers'] === true }),
  };
}

function problemOf(entry: JsonObject, operation: string): string | undefined {
  const unknownKey = Object.keys(entry).find((key) => !PROPERTIES.includes(key));
  if (unknownKey) return `unknown property ${unknownKey}`;
  if (!operation) return 'operation is missing';
  if (textAt(entry, 'error')?.startsWith(ENTRY_PREFIX) && operation !== 'PutEvents') {
    return `${operation} has no entries to refuse`;
  }
  return visibilityProblem(entry, operation);
}

function visibilityProblem({ error, visibleAfterMs, flickers }: JsonObject, operation: string): string | undefined {
  if (flickers !== undefined && typeof flickers !== 'boolean') return 'flickers must be true or false';
  if (visibleAfterMs === undefined) return flickers ? 'flickers needs visibleAfterMs' : undefined;
  if (typeof visibleAfterMs !== 'number' || visibleAfterMs <= 0) return 'visibleAfterMs must be a number above 0';
  if (!LATE_WRITES.includes(operation)) return `${operation} writes nothing that could be visible late`;
  return error === undefined ? undefined : 'what fails with an error writes nothing that could be visible late';
}
