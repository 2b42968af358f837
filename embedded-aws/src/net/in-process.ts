import { EventEmitter } from 'node:events';
import { working } from '../clock/clock.ts';
import type { RawResponse } from '../endpoint/service.ts';

/** A request that has been read. */
export interface ReadRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

/**
 * Has the listener of a server answer a request that another server has read, without a connection between the two.
 * @param listener uses no more of request and response than it needs to read a body and to answer with another
 */
export function callListener(listener: unknown, { method, path, headers, body }: ReadRequest): Promise<RawResponse> {
  if (typeof listener !== 'function') throw new TypeError('the server has no listener');
  const { promise, resolve } = Promise.withResolvers<RawResponse>();
  const request = Object.assign(new EventEmitter(), { method, url: path, headers });
  const answered: Record<string, string> = {};
  const response = {
    statusCode: 200,
    setHeader: (name: string, value: unknown) => {
      answered[name.toLowerCase()] = String(value);
    },
    end: (content = '') => resolve({ status: response.statusCode, headers: answered, body: Buffer.from(content) }),
  };
  Reflect.apply(listener, undefined, [request, response]);
  request.emit('data', body);
  request.emit('end');
  return working(promise);
}
