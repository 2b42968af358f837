import type { JsonObject } from '../json.ts';

/** The service and the operation that a request is for. */
export interface Route {
  service: string;
  operation: string;
  /** What the path and the body say, where the body alone is not the input. */
  input?: JsonObject;
}

/** The part of a request that routing needs. */
export interface RoutableRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

/** An operation at a method and a path, whose parameters are in braces. */
interface RestOperation extends Route {
  /** The member of the input that is the whole body. */
  payload?: string;
}

const OPERATIONS: Record<string, RestOperation> = {
  'POST /putAlternateContact': { service: 'account', operation: 'PutAlternateContact' },
  'POST /getAlternateContact': { service: 'account', operation: 'GetAlternateContact' },
  'POST /deleteAlternateContact': { service: 'account', operation: 'DeleteAlternateContact' },
  'POST /v2/email/outbound-emails': { service: 'ses', operation: 'SendEmail' },
  'GET /v2/email/account': { service: 'ses', operation: 'GetAccount' },
  'GET /v2/email/identities/{EmailIdentity}': { service: 'ses', operation: 'GetEmailIdentity' },
  'GET /2016-08-19/account-settings': { service: 'lambda', operation: 'GetAccountSettings' },
  'POST /2015-03-31/functions/{FunctionName}/invocations': {
    service: 'lambda',
    operation: 'Invoke',
    payload: 'Payload',
  },
};

const ROUTES = Object.entries(OPERATIONS).map(([address, operation]) => {
  const pattern = address.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  return { address: new RegExp(`^${pattern}/?$`), operation };
});

/** The operation at a method and a path; the input is in the body alone, unless the route has one. */
export function routeRest({ method, path, body }: RoutableRequest): Route | undefined {
  const address = `${method} ${path.split('?')[0]}`;
  for (const { address: pattern, operation: found } of ROUTES) {
    const match = pattern.exec(address);
    if (!match) continue;
    const { service, operation, payload } = found;
    const parameters = decoded(match.groups ?? {});
    if (payload !== undefined) return { service, operation, input: { ...parameters, [payload]: body.toString() } };
    return method === 'GET' ? { service, operation, input: parameters } : { service, operation };
  }
  return undefined;
}

/** A parameter that is not well encoded is taken as it is, and then names nothing that exists. */
function decoded(groups: Record<string, string>): JsonObject {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decode(value)]));
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
