import { matchesWildcards } from '../iam/wildcards.ts';
import { type Fault, readFault } from './fault.ts';

/** What a fault needs to know of a call besides its operation and its input. */
export interface FaultedCall {
  /** The name of the function that calls, or whoever else does. */
  caller?: string;
  /** What an SDK calls all attempts of a call: its header `amz-sdk-invocation-id`. */
  invocationId?: string | undefined;
}

/** The faults set by `PUT /_local/faults`. */
export class Faults {
  #faults: SetFault[] = [];

  /**
   * Replaces all faults, or only those of an owner: clients that share a stack leave each other's alone.
   * @throws TypeError saying which entry is wrong
   */
  replace(entries: unknown, owner?: string): void {
    if (!Array.isArray(entries)) throw new TypeError('faults are a JSON array');
    const kept = owner === undefined ? [] : this.#faults.filter((fault) => fault.owner !== owner);
    const set = entries.map((entry, index) => ({ ...readFault(entry, index), owner, verdicts: new Map() }));
    this.#faults = [...kept, ...set];
  }

  /** The fault for a call of an operation, counted down. */
  take(operation: string, input: unknown, call: FaultedCall = {}): Fault | undefined {
    return this.#faults.find(
      (fault) => matchesWildcards(fault.operation, operation) && matches(fault, input, call) && hits(fault, call),
    );
  }
}

/** A fault, whose it is, and which calls it has hit or let pass, by their invocation id. */
type SetFault = Fault & { owner: string | undefined; verdicts: Map<string, boolean> };

function matches({ inputContains, caller }: Fault, input: unknown, call: FaultedCall): boolean {
  if (caller !== undefined && !matchesWildcards(caller, call.caller ?? '')) return false;
  return inputContains === undefined || (JSON.stringify(input) ?? '').includes(inputContains);
}

/** Counts the call, unless it is another attempt of one that was counted. */
function hits(fault: SetFault, { invocationId }: FaultedCall): boolean {
  const id = fault.allAttempts ? invocationId : undefined;
  const known = id === undefined ? undefined : fault.verdicts.get(id);
  if (known !== undefined) return known;
  const isChosen = fault.share === undefined || Math.random() < fault.share;
  const isHit = isChosen && fault.skips === 0 && fault.times > 0;
  if (isChosen && fault.skips > 0) fault.skips -= 1;
  else if (isHit) fault.times -= 1;
  if (id !== undefined) fault.verdicts.set(id, isHit);
  return isHit;
}
