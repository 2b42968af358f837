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

/** The definition, with every alias in full and every `${…}` as written. */
export const definition: Machine = parse(readFileSync(new URL('./change-request.asl.yml', import.meta.url), 'utf8'));

/** All states, each Map followed by those in it. */
export const states: NamedState[] = statesOf(definition);

/** The states of a definition, each Map followed by those in it. */
export function statesOf({ States }: Machine): NamedState[] {
  return Object.entries(States).flatMap(([name, state]) => [
    { name, state },
    ...Object.entries(state.ItemProcessor?.States ?? {}).map(([inner, ofInner]) => ({
      name: inner,
      state: ofInner,
      map: state,
    })),
  ]);
}

/** `ApplyChange` for a state that calls the Lambda of `${ApplyChangeFunctionArn}`. */
export function calledTask({ Resource, Parameters }: State): string | undefined {
  return /^\$\{(\w+)FunctionArn\}$/.exec(String(Parameters?.['FunctionName'] ?? Resource))?.[1];
}
