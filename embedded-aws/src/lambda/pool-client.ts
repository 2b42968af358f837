import { isObject, numberAt, parseJson } from '../json.ts';
import { callHttp } from '../net/http-call.ts';
import type { Outcome } from './function-error.ts';
import type { EndedThreads } from './invoker.ts';

/** What a call of the pool's door must carry. */
export const DOOR_TOKEN_HEADER = 'x-invocation-token';

/** Runs a function of the HTTP API in the pool, which is in another process. */
export class PoolClient {
  readonly #url: string;
  readonly #name: string;
  readonly #token: string;

  constructor(url: string, { name, invocationToken }: { name: string; invocationToken: string }) {
    this.#url = url;
    this.#name = name;
    this.#token = invocationToken;
  }

  async invoke(event: unknown): Promise<Outcome> {
    const outcome = await this.#call({ run: this.#name, event });
    const functionError = outcome['functionError'];
    if (!isObject(functionError)) return { payload: outcome['payload'] };
    return { functionError: { errorMessage: '', ...functionError, errorType: String(functionError['errorType']) } };
  }

  /** The pool ends its threads itself. */
  async endThreads(): Promise<EndedThreads> {
    return { ended: 0, running: 0 };
  }

  async now(): Promise<number> {
    return numberAt(await this.#call({}), 'now') ?? Date.now();
  }

  async #call(question: object) {
    const headers = { [DOOR_TOKEN_HEADER]: this.#token };
    const { body } = await callHttp(this.#url, { method: 'POST', headers, body: JSON.stringify(question) });
    const answer = parseJson(body.toString())?.value;
    if (!isObject(answer)) throw new Error(`the pool has not answered for ${this.#name}`);
    return answer;
  }
}
