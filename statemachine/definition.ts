import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A retrier of a state. */
export interface Retrier {
  ErrorEquals: string[];
  IntervalSeconds?: number;
  BackoffRate?: number;
  MaxDelaySeconds?: number;
  MaxAttempts: number;
  JitterStrategy?: string;
}

interface Catcher {
  ErrorEquals: string[];
  ResultPath?: string;
  Next: string;
}

/** A rule of a Choice. */
export interface Choice {
  Next: string;
  /** When it applies, in a few words. */
  Comment?: string;
  StringEquals?: string;
}

/** What the repository reads of a state. */
export interface State {
  Type: string;
  Comment: string;
  Resource?: string;
  Parameters?: Record<string, unknown>;
  TimeoutSeconds?: number;
  TimeoutSecondsPath?: string;
  Retry?: Retrier[];
  Catch?: Catcher[];
  Choices?: Choice[];
  Default?: string;
  Next?: string;
  MaxConcurrency?: number;
  /** Of a Distributed Map. */
  ItemReader?: { Parameters: Record<string, string> };
  ItemBatcher?: { MaxItemsPerBatch: number };
  Label?: string;
  ItemProcessor?: { StartAt: string; States: Record<string, State> };
}

export interface Machine {
  Comment: string;
  StartAt: string;
  States: Record<string, State>;
}

export interface NamedState {
  name: string;
  state: State;
  /** The Map that the state is in. */
  map?: State;
}

/** The state machines of the service. */
export type MachineName = 'change-request' | 'campaign' | 'sweep';

/** The definitions, with every alias in full, what they take from another one in its place, and every `${…}` as written. */
export const machines: Record<MachineName, Machine> = {
  'change-request': readDefinition('change-request'),
  campaign: readDefinition('campaign'),
  sweep: readDefinition('sweep'),
};

/** That of a change request. */
export const definition = machines['change-request'];

/** All its states, each Map followed by those in it. */
export const states: NamedState[] = statesOf(definition);

/** The states of all machines. A state that two of them share is in here twice. */
export const allStates: NamedState[] = Object.values(machines).flatMap((machine) => statesOf(machine));

/** The states of a definition, each Map followed by those in it. */
export function statesOf({ States }: Pick<Machine, 'States'>, map?: State): NamedState[] {
  return Object.entries(States).flatMap(([name, state]) => [
    { name, state, ...(map && { map }) },
    ...(state.ItemProcessor ? statesOf(state.ItemProcessor, state) : []),
  ]);
}

/** `ApplyChange` for a state that calls the Lambda of `${ApplyChangeFunctionArn}`. */
export function calledTask({ Resource, Parameters }: State): string | undefined {
  return /^\$\{(\w+)FunctionArn\}$/.exec(String(Parameters?.['FunctionName'] ?? Resource))?.[1];
}

function readDefinition(name: MachineName): Machine {
  return parse(readFileSync(new URL(`./${name}.asl.yml`, import.meta.url), 'utf8'), inPlace);
}

/** What another definition holds: its state of this name, or what a state of it has at the same key. */
interface Reference {
  From: MachineName;
  State?: string;
}

/** Puts what another definition holds in the place of each reference; in a list, all that the other list holds. */
function inPlace(key: unknown, value: unknown): unknown {
  if (isReference(value)) return isIndex(key) ? value : referredTo(value, String(key));
  if (!Array.isArray(value)) return value;
  return value.flatMap((item) => (isReference(item) ? referredTo(item, String(key)) : [item]));
}

function referredTo({ From, State: name }: Reference, key: string): unknown {
  const states = statesOf(readDefinition(From));
  const { state } = states.find((each) => each.name === (name ?? key)) ?? {};
  const found = name === undefined ? state : Object(state)[key];
  if (found === undefined) throw new Error(`${From}.asl.yml has nothing for ${key} of ${name ?? key}`);
  return found;
}

function isReference(value: unknown): value is Reference {
  return Object(value).From !== undefined;
}

/** Of an item of a list, whose key says nothing. */
function isIndex(key: unknown): boolean {
  return /^\d+$/.test(String(key));
}
