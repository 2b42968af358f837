import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';

/** What is looked at in a request. */
interface Asked {
  method: string;
  headers: IncomingHttpHeaders;
  /** The port of the server. */
  port: number;
}

/**
 * Keeps the pages of other sites, which the user's browser shows, away from a server on loopback. Call it when the server
 * has its listeners. Programs that are no browsers, such as AWS SDKs, notice nothing.
 */
export function refuseOtherSites(server: Server): void {
  for (const event of ['request', 'checkContinue']) {
    const listeners = server.listeners(event);
    if (listeners.length === 0) continue;
    server.removeAllListeners(event);
    server.on(event, (request: IncomingMessage, response: ServerResponse) => {
      const { method = '', headers, socket } = request;
      const refusal = refusalOf({ method, headers, port: socket.localPort ?? 0 });
      if (refusal !== undefined) return refuse(request, response, refusal);
      for (const listener of listeners) listener.call(server, request, response);
    });
  }
}

/**
 * Why a request is refused, if it is. A site whose name leads to this machine gives itself away by `Host`; one that calls
 * from its own page, by the headers that only the browser sets.
 * @see https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
export function refusalOf({ method, headers, port }: Asked): string | undefined {
  if (!isOwnHost(headers.host, port))
    return 'this server answers only to localhost, 127.0.0.1 and [::1], with its port';
  const site = headers['sec-fetch-site'];
  if (site === 'same-origin' || site === 'none') return undefined;
  if (site !== undefined) return isFollowedLink(method, headers) ? undefined : OTHER_SITE;
  // No browser, or one from before 2023.
  const { origin } = headers;
  return origin === undefined || ownOrigins(port).includes(origin) ? undefined : OTHER_SITE;
}

const OTHER_SITE = 'this server does not answer the pages of other sites';

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

function isOwnHost(host: string | undefined, port: number): boolean {
  return ownHosts(port).includes(host?.toLowerCase() ?? '');
}

/** The port is left out if it is that of HTTP. */
function ownHosts(port: number): string[] {
  return LOOPBACK_NAMES.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]));
}

function ownOrigins(port: number): string[] {
  return ownHosts(port).map((host) => `http://${host}`);
}

/** Somebody opens a link to this server, as in a mail: the page that holds it learns nothing. */
function isFollowedLink(method: string, headers: IncomingHttpHeaders): boolean {
  const { 'sec-fetch-mode': mode, 'sec-fetch-dest': destination } = headers;
  return ['GET', 'HEAD'].includes(method) && mode === 'navigate' && destination === 'document';
}

function refuse(request: IncomingMessage, response: ServerResponse, message: string): void {
  request.resume();
  response
    .writeHead(403, { 'content-type': 'application/json', connection: 'close' })
    .end(JSON.stringify({ message: `Refused: ${message}` }));
}
