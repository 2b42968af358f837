import { type JsonObject, numberAt, objectAt, objectsAt, textAt } from '../json.ts';
import type { Resource, Template } from './template.ts';
import { UnsupportedTemplateError } from './unsupported-template-error.ts';

/** Where an API destination calls, and with what its connection proves who calls. */
export interface ApiDestinationModel {
  arn: string;
  /** A URL in which each `*` is a path parameter. */
  endpoint: string;
  method: string;
  callsPerSecond: number;
  /** Of the connection, the authorization first. */
  headers: Record<string, string>;
  query: Record<string, string>;
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const DEFAULT_CALLS_PER_SECOND = 300;
const METHODS = ['POST', 'GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE'];

/** AWS demands HTTPS; a server on this machine, as in a test, may do without. */
const ENDPOINT = /^(https:\/\/|http:\/\/(127\.0\.0\.1|localhost)[:/])/;

/** Reads the API destinations with their connections. */
export function readApiDestinations(template: Template): ApiDestinationModel[] {
  const connections = new Map(
    template.resources('AWS::Events::Connection').map((connection) => {
      return [connection.attributes['Arn'], readConnection(connection)];
    }),
  );
  return template.resources('AWS::Events::ApiDestination').map(({ attributes, properties, logicalId }) => {
    const connection = connections.get(textAt(properties, 'ConnectionArn'));
    const endpoint = textAt(properties, 'InvocationEndpoint') ?? '';
    const method = textAt(properties, 'HttpMethod') ?? '';
    if (!connection) throw new UnsupportedTemplateError(`an API destination without a connection (${logicalId})`);
    if (!ENDPOINT.test(endpoint)) throw new UnsupportedTemplateError(`the endpoint ${endpoint} (${logicalId})`);
    if (!METHODS.includes(method)) throw new UnsupportedTemplateError(`the HTTP method ${method} (${logicalId})`);
    const callsPerSecond = numberAt(properties, 'InvocationRateLimitPerSecond') ?? DEFAULT_CALLS_PER_SECOND;
    return { arn: attributes['Arn'] ?? '', endpoint, method, callsPerSecond, ...connection };
  });
}

function readConnection({ properties, logicalId }: Resource): Pick<ApiDestinationModel, 'headers' | 'query'> {
  const parameters = objectAt(properties, 'AuthParameters');
  const invocation = objectAt(parameters, 'InvocationHttpParameters');
  if (invocation['BodyParameters'] !== undefined) {
    throw new UnsupportedTemplateError(`body parameters of a connection (${logicalId})`);
  }
  const authorization = readAuthorization(textAt(properties, 'AuthorizationType') ?? '', parameters, logicalId);
  return {
    headers: { ...authorization, ...readPairs(invocation, 'HeaderParameters') },
    query: readPairs(invocation, 'QueryStringParameters'),
  };
}

function readAuthorization(type: string, parameters: JsonObject, logicalId: string): Record<string, string> {
  if (type === 'BASIC') {
    const { Username, Password } = objectAt(parameters, 'BasicAuthParameters');
    return { authorization: `Basic ${Buffer.from(`${Username}:${Password}`).toString('base64')}` };
  }
  if (type === 'API_KEY') {
    const { ApiKeyName, ApiKeyValue } = objectAt(parameters, 'ApiKeyAuthParameters');
    return { [String(ApiKeyName).toLowerCase()]: String(ApiKeyValue) };
  }
  throw new UnsupportedTemplateError(`the authorization type ${type} of a connection (${logicalId})`);
}

function readPairs(parent: JsonObject, key: string): Record<string, string> {
  const pairs = objectsAt(parent, key).map(({ Key, Value }) => {
    const name = key === 'HeaderParameters' ? String(Key).toLowerCase() : String(Key);
    return [name, String(Value)];
  });
  return Object.fromEntries(pairs);
}
