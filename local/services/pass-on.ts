import type { Call, RawResponse } from '../endpoint/service.ts';

/** Headers that belong to one connection and are not passed on. */
const CONNECTION_HEADERS = ['connection', 'host', 'content-length', 'transfer-encoding', 'keep-alive', 'expect'];

/** Sends a request on to the server that implements it, and gives back what it answers. */
export async function passOn(url: string, { method, path, headers, body }: Call['request']): Promise<RawResponse> {
  const kept = Object.entries(headers).filter(([name]) => !CONNECTION_HEADERS.includes(name));
  const response = await fetch(`${url}${path}`, {
    method,
    headers: Object.fromEntries(kept),
    body: new Uint8Array(body),
  });
  const answered = [...response.headers].filter(([name]) => !CONNECTION_HEADERS.includes(name));
  return {
    status: response.status,
    headers: Object.fromEntries(answered),
    body: Buffer.from(await response.arrayBuffer()),
  };
}
