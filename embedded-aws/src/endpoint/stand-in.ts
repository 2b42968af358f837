import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers in place of an outside system that the service calls. */
export interface StandIn {
  /** What API destinations call, for example `https://tickets.local/`, with a slash at the end. */
  url: string;
  /** Where the endpoint serves it, for example `/_local/tickets`. */
  path: string;
  /** Answers any request at `path` or below. */
  answer(request: IncomingMessage, body: Buffer, response: ServerResponse): void;
}

/** The stand-in that serves a path of the endpoint, if there is one. */
export function standInAt(standIns: StandIn[], pathname: string): StandIn | undefined {
  return standIns.find(({ path }) => pathname === path || pathname.startsWith(`${path}/`));
}

/** The address that a URL is really called at: the endpoint, if a stand-in answers for it. */
export function addressOf(url: string, standIns: StandIn[], endpointUrl: string): string {
  const standIn = standIns.find((candidate) => url.startsWith(candidate.url));
  return standIn ? url.replace(standIn.url, `${endpointUrl}${standIn.path}/`) : url;
}
