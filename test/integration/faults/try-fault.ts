import type { LoggedCall } from 'embedded-aws/endpoint/call-log.ts';
import type { AwsCall } from '../../unit/contract/aws-calls.ts';
import { callerOf, faultOf, type InjectedFault, textIn, WITHOUT_SCHEDULES } from './fault-kinds.ts';
import type { FaultKind } from './fault-table.ts';
import { type Outcome, wordsFor } from './outcome.ts';
import type { Scenario, Tried } from './scenario.ts';
import { SCENARIOS } from './scenarios.ts';
import type { World } from './world.ts';

/** What a scenario comes to without the fault, and the calls that it makes. */
interface Usual {
  outcome: Outcome;
  calls: LoggedCall[];
}

/** A call is made in no scenario. */
class CallNotMadeError extends Error {
  override readonly name = 'CallNotMadeError';
}

/** Tries faults in one world, one after the other. */
export class FaultTrial {
  readonly #world: World;
  readonly #usual = new Map<Scenario, Usual>();

  constructor(world: World) {
    this.#world = world;
  }

  /**
   * Lets a call of a function meet a fault. @returns in a few words, how what happens then differs from what usually happens
   * @throws CallNotMadeError
   */
  async tryFault(functionName: string, call: AwsCall, kind: FaultKind): Promise<string> {
    const fault = faultOf(functionName, call, kind);
    for (const scenario of Object.values(SCENARIOS[functionName] ?? {})) {
      const usual = this.#usual.get(scenario) ?? (await this.#run(scenario));
      this.#usual.set(scenario, usual);
      if (!isMade(usual.calls, functionName, call)) continue;
      const { outcome, calls } = await this.#run(scenario, fault);
      // Some calls are made once by each thread of a function.
      if (isMade(calls, functionName, call)) return wordsFor(outcome, usual.outcome);
    }
    throw new CallNotMadeError(`in no scenario, ${functionName} calls ${call.action} ${call.keys}`);
  }

  async #run(scenario: Scenario, fault?: InjectedFault): Promise<Usual> {
    const { stack } = this.#world;
    const before = (await this.#world.now()).calls;
    const tried: Tried = {
      begin: (along = []) => stack.setFaults([...(fault ? [fault] : []), ...along, WITHOUT_SCHEDULES]),
      end: (along = []) => stack.setFaults([...along, WITHOUT_SCHEDULES]),
    };
    await tried.end();
    try {
      const outcome = await scenario(this.#world, tried);
      return { outcome, calls: await this.#world.calls(before) };
    } finally {
      await tried.end();
    }
  }
}

function isMade(calls: LoggedCall[], functionName: string, { action, keys }: AwsCall): boolean {
  const operation = action.slice(action.indexOf(':') + 1);
  const made = calls.filter((call) => call.caller === callerOf(functionName) && call.operation === operation);
  return made.some(({ input }) => keys === '' || JSON.stringify(input).includes(textIn(keys)));
}
