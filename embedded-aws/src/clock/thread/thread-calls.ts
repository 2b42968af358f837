import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import type { EndpointAnswer, EndpointCall } from '../endpoint-call.ts';
import { latencyOf } from '../latencies.ts';
import { EndpointRequest, type RequestOptions } from './endpoint-request.ts';
import { invocationScope } from './invocation-scope.ts';

/**
 * The calls of the endpoint in a thread. They take the time that they take on AWS, and go as messages: that is faster than
 * connections, and nothing of it is under way that the clock doesn't know. Other servers are called as ever.
 */
export class ThreadCalls {
  readonly #post: (calls: EndpointCall[]) => void;
  readonly #open = new Map<number, EndpointRequest>();
  #count = 0;
  #ready: EndpointCall[] = [];

  /**
   * @param endpoint the address of the endpoint, `host:port`
   * @param post sends calls to the endpoint
   */
  constructor(endpoint: string, post: (calls: EndpointCall[]) => void) {
    this.#post = post;
    const { request: requestOther } = http;
    const request = (...given: unknown[]) => {
      const [options, onResponse] = given;
      if (!leadsTo(endpoint, options)) return Reflect.apply(requestOther, undefined, given);
      const made = new EndpointRequest(options, (complete) => this.#send(complete));
      if (typeof onResponse === 'function') made.once('response', (response) => onResponse(response));
      return made;
    };
    Object.assign(http, { request });
    syncBuiltinESMExports();
  }

  /** Takes answers of the endpoint. */
  settle(answers: EndpointAnswer[]): void {
    for (const { id, answer } of answers) {
      this.#open.get(id)?.settle(answer);
      this.#open.delete(id);
    }
  }

  #send(request: EndpointRequest): void {
    const scope = invocationScope.getStore();
    const call = request.call(this.#count++);
    setTimeout(
      () => {
        if (scope?.isOver || request.destroyed) return;
        this.#open.set(call.id, request);
        // What is sent at the same time goes together.
        if (this.#ready.length === 0) queueMicrotask(() => this.#post(this.#ready.splice(0)));
        this.#ready.push(call);
      },
      latencyOf(call.headers['authorization'] ?? ''),
    );
  }
}

function leadsTo(endpoint: string, options: unknown): options is RequestOptions {
  const { host, hostname, port } = Object(options);
  return `${hostname ?? host}:${port}` === endpoint;
}
