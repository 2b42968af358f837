import type { IncomingMessage, Server } from 'node:http';
import { refuseOtherSites } from '../net/other-sites.ts';

/** A request as it was sent: the events of serverless-offline have altered bodies and headers. */
export interface RawRequest {
  method: string;
  /** Path and query as they were sent. */
  url: string;
  /** Names in lower case; repeated headers are joined with commas, as an HTTP API does. */
  headers: Record<string, string>;
  body: Buffer;
}

/** The part of hapi, which serverless-offline is built on, that is used here. */
interface HapiRequest {
  raw: { req: IncomingMessage };
  /** The bytes of the body: serverless-offline turns off hapi's parsing. */
  payload: unknown;
  route: { path: string };
  response: { isBoom?: boolean; output?: { statusCode: number } };
}
interface HapiToolkit {
  readonly continue: symbol;
  authenticated(result: { credentials: { context: { rawRequest: RawRequest } } }): unknown;
  response(content: object): { code(status: number): unknown };
}
interface HapiServer {
  listener: Server;
  ext(event: 'onPreResponse', method: (request: HapiRequest, toolkit: HapiToolkit) => unknown): void;
}

let isSetUp = false;

/**
 * An authentication provider for serverless-offline, which has no other hook that sees the request before it changes it. It
 * lets everybody in and keeps the request where the function's wrapper finds it; the wrapper checks signatures.
 */
export function keepRawRequests(_endpoint: unknown, functionKey: string, method: string, path: string) {
  const name = `${functionKey} ${method} ${path}`;
  return { name, scheme: name, getAuthenticateFunction: createScheme };
}

function createScheme(server: HapiServer) {
  if (!isSetUp) setUp(server);
  isSetUp = true;
  const kept = new WeakMap<IncomingMessage, RawRequest>();
  return {
    options: { payload: true },
    authenticate: ({ raw }: HapiRequest, toolkit: HapiToolkit) => {
      const rawRequest = readRequest(raw.req);
      kept.set(raw.req, rawRequest);
      return toolkit.authenticated({ credentials: { context: { rawRequest } } });
    },
    payload: ({ raw, payload }: HapiRequest, toolkit: HapiToolkit) => {
      const rawRequest = kept.get(raw.req);
      if (rawRequest && Buffer.isBuffer(payload)) rawRequest.body = payload;
      return toolkit.continue;
    },
  };
}

function setUp(server: HapiServer): void {
  server.ext('onPreResponse', answerAsHttpApi);
  refuseOtherSites(server.listener);
  // A busy client may use a connection just as it is closed, so idle ones are kept longer than Node.js would.
  server.listener.keepAliveTimeout = 60_000;
}

function readRequest({ method = '', url = '', headersDistinct }: IncomingMessage): RawRequest {
  const headers = Object.entries(headersDistinct).map(([name, values = []]) => [name, values.join(',')]);
  return { method, url, headers: Object.fromEntries(headers), body: Buffer.alloc(0) };
}

/** Answers a body that is too large and a path without a route in the words of an HTTP API. */
function answerAsHttpApi({ response, route }: HapiRequest, toolkit: HapiToolkit): unknown {
  if (response.isBoom && response.output?.statusCode === 413) {
    return toolkit.response({ message: 'Request Entity Too Large' }).code(413);
  }
  if (route.path === '/{p*}') return toolkit.response({ message: 'Not Found' }).code(404);
  return toolkit.continue;
}
