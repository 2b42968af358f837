import type { InjectedFault } from './fault-kinds.ts';
import type { Outcome } from './outcome.ts';
import type { World } from './world.ts';

/** The fault that is tried. */
export interface Tried {
  /** Injects it, together with others that bring the scenario about. */
  begin(along?: InjectedFault[]): Promise<void>;
  /** From here on, everything works but for these. */
  end(along?: InjectedFault[]): Promise<void>;
}

/** Something that happens to the service, up to its end. */
export type Scenario = (world: World, tried: Tried) => Promise<Outcome>;
