import type { Call, RawResponse } from '../endpoint/service.ts';
import { callHttp } from '../net/http-call.ts';

/** Headers of one connection, which must not be forwarded. */
const CONNECTION_HEADERS = ['connection', 'host', 'content-length', 'transfer-encoding', 'keep-alive', 'expect'];

/** Forwards a request to the server that implements it. */
export async function passOn(url: string, { method, path, headers, body }: Call['request']): Promise<RawResponse> {
  const answer = await callHttp(`${url}${path}`, { method, headers: passedOn(headers), body });
  return { ...answer, headers: passedOn(answer.headers) };
}

function passedOn(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !CONNECTION_HEADERS.includes(name)));
}
