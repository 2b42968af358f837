import { isObject, numberAt, textAt } from '../json.ts';

/** A failure or a delay to inject into the next calls of an operation. */
export interface Fault {
  operation: string;
  /** The error's name; without it only the delay happens. */
  error?: string;
  /** How many calls it hits. Default 1. */
  times: number;
  /** Milliseconds before the answer. */
  latencyMs: number;
}

/** Begins the name of an error that refuses the first entry of a call instead of the call. */
export const ENTRY_PREFIX = 'Entry:';

/** The faults that `PUT /_local/faults` asked for. */
export class Faults {
  #faults: Fault[] = [];

  /**
   * Replaces all faults.
   * @throws TypeError saying which entry is wrong
   */
  replace(entries: unknown): void {
    if (!Array.isArray(entries)) throw new TypeError('faults are a JSON array');
    this.#faults = entries.map(readFault);
  }

  /** The fault for a call of an operation, counted down. */
  take(operation: string): Fault | undefined {
    const fault = this.#faults.find((candidate) => candidate.operation === operation && candidate.times > 0);
    if (fault) fault.times -= 1;
    return fault;
  }
}

function readFault(entry: unknown, index: number): Fault {
  if (!isObject(entry)) throw new TypeError(`fault ${index} is no object`);
  const unknownKey = Object.keys(entry).find((key) => !['operation', 'error', 'times', 'latencyMs'].includes(key));
  if (unknownKey) throw new TypeError(`fault ${index}: unknown property ${unknownKey}`);
  const operation = textAt(entry, 'operation');
  if (!operation) throw new TypeError(`fault ${index}: operation is missing`);
  const error = textAt(entry, 'error');
  if (error?.startsWith(ENTRY_PREFIX) && operation !== 'PutEvents') {
    throw new TypeError(`fault ${index}: ${operation} has no entries to refuse`);
  }
  const latencyMs = numberAt(entry, 'latencyMs') ?? 0;
  return { operation, ...(error ? { error } : {}), times: numberAt(entry, 'times') ?? 1, latencyMs };
}
