import type { TestStack } from '../stack.ts';
import { type Call, type Clients, clientsOf } from './calls.ts';

/** An attack cannot go on: no role at its disposal allows a call. */
export class OutOfMeansError extends Error {
  override readonly name = 'OutOfMeansError';
}

/** A call that was tried, and whether a role allowed it. */
interface Tried {
  call: Call<unknown>;
  isAllowed: boolean;
}

/** What somebody can do who has taken over some functions: exactly what the roles of these allow. */
export class Means {
  /** By power. */
  readonly tried = new Map<string, Tried>();
  readonly #functions: Clients[];
  readonly #allowed = new Map<string, Promise<Clients | undefined>>();

  constructor(stack: TestStack, functionNames: string[]) {
    this.#functions = functionNames.map((name) => clientsOf(stack, name));
  }

  /** Whether anything was done. */
  get hasActed(): boolean {
    return [...this.tried.values()].some(({ isAllowed }) => isAllowed);
  }

  /** @throws OutOfMeansError when no role allows the call */
  async make<Answer>(call: Call<Answer>): Promise<Answer> {
    const clients = await this.#whoMay(call);
    this.tried.set(call.power, { call, isAllowed: clients !== undefined });
    if (!clients) throw new OutOfMeansError(`nobody may ${call.power}`);
    return call.make(clients);
  }

  /** Goes on without the call when no role allows it. */
  async makeIfPossible<Answer>(call: Call<Answer>): Promise<Answer | undefined> {
    return (await this.#whoMay(call)) ? this.make(call) : this.#doWithout(call);
  }

  /** Whether the calls that were tried with other means would be allowed, and refused, with these means too. */
  async areLike(tried: Iterable<Tried>): Promise<boolean> {
    for (const { call, isAllowed } of tried) {
      if (((await this.#whoMay(call)) !== undefined) !== isAllowed) return false;
    }
    return true;
  }

  #doWithout(call: Call<unknown>): undefined {
    this.tried.set(call.power, { call, isAllowed: false });
  }

  #whoMay(call: Call<unknown>): Promise<Clients | undefined> {
    const known = this.#allowed.get(call.power) ?? this.#find(call);
    this.#allowed.set(call.power, known);
    return known;
  }

  async #find({ probe }: Call<unknown>): Promise<Clients | undefined> {
    for (const clients of this.#functions) {
      const refused = await probe(clients).catch((error: Error) => /AccessDenied/.test(error.name));
      if (refused !== true) return clients;
    }
    return undefined;
  }
}
