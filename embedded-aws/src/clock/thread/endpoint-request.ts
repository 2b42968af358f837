import { EventEmitter } from 'node:events';
import { Readable, Writable } from 'node:stream';
import type { EndpointAnswer, EndpointCall } from '../endpoint-call.ts';

/** What a request is made of, as far as clients of the endpoint say. */
export interface RequestOptions {
  method?: string;
  path?: string;
  headers?: Record<string, unknown>;
}

/** A connection, which nobody has to make: whatever is set on it has no effect. */
class NoSocket extends EventEmitter {
  readonly connecting = false;
  setKeepAlive(): void {}
  setTimeout(): void {}
  destroy(): void {}
}

/** A request of `node:http` that reaches the endpoint without a connection. */
export class EndpointRequest extends Writable {
  readonly socket = new NoSocket();
  readonly #options: RequestOptions;
  readonly #chunks: Uint8Array[] = [];
  readonly #send: (request: EndpointRequest) => void;

  /** @param send called when the request is complete */
  constructor(options: RequestOptions, send: (request: EndpointRequest) => void) {
    super({ autoDestroy: false });
    this.#options = options;
    this.#send = send;
    // S3's clients wait for the server's leave before they send what is large.
    const { Expect, expect = Expect } = options.headers ?? {};
    if (expect === '100-continue') process.nextTick(() => this.emit('continue'));
  }

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }

  override _final(done: () => void): void {
    this.#send(this);
    done();
  }

  /** The call that it is. */
  call(id: number): EndpointCall {
    const { method = 'GET', path = '/', headers = {} } = this.#options;
    const written = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
    return {
      id,
      method,
      path,
      headers: Object.fromEntries(written),
      body: Buffer.concat(this.#chunks).toString('latin1'),
    };
  }

  /** Gives the client its answer, unless it has given up. */
  settle(answer: EndpointAnswer['answer']): void {
    if (this.destroyed) return;
    if (!answer) {
      this.destroy(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }));
      return;
    }
    const { status, headers, body } = answer;
    const response = Readable.from([Buffer.from(body, 'latin1')], { objectMode: false });
    response.once('close', () => this.destroy());
    this.emit('response', Object.assign(response, { statusCode: status, statusMessage: '', headers }));
  }
}
