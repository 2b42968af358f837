import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { working } from '../clock/clock.ts';
import type { Access } from '../iam/access.ts';
import { isObject, type JsonObject, parseJson } from '../json.ts';
import { refuseOtherSites } from '../net/other-sites.ts';
import { AwsError } from './aws-error.ts';
import { answerControl, type Controlled } from './control.ts';
import { errorResponse, jsonContentType } from './error-response.ts';
import { cutConnection, faulty } from './faulty-call.ts';
import { isQueryRequest, readQuery } from './query-protocol.ts';
import { routeRequest } from './route-request.ts';
import { type Call, isRawResponse, type RawResponse, type Service } from './service.ts';
import { accessKeyId, sessionToken } from './signature.ts';

export interface EndpointOptions {
  services: Service[];
  access: Access;
  controlled: Controlled;
}

/** A busy client may use a connection just as it is closed, so idle ones are kept for long. */
const KEEP_ALIVE_MS = 600_000;

/** Answers a call of any AWS service, or nothing when a fault cuts the connection. */
export type AnswerCall = (request: Call['request']) => Promise<RawResponse | undefined>;

/** All AWS services, for whoever has a call that is read. */
export function createAnswers(options: EndpointOptions): AnswerCall {
  return async (request) => {
    const answer = await answerCall(options, request);
    return answer && { ...answer, headers: { 'x-amzn-requestid': randomUUID(), ...answer.headers } };
  };
}

/** One HTTP server for all AWS services, and for the pages under `/_local/`. */
export function createEndpoint(answers: AnswerCall, controlled: Controlled): Server {
  const server = createServer(async (request, response) => {
    const body = await working(readBody(request));
    const { method = '', url: path = '' } = request;
    if (path.startsWith('/_local/')) return answerControl(controlled, request, body, response);
    const answer = await answers({ method, path, headers: plainHeaders(request), body });
    if (answer === undefined) return cutConnection(response);
    return response
      .writeHead(answer.status, { 'content-length': answer.body.length, ...answer.headers })
      .end(answer.body);
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  refuseOtherSites(server);
  return server;
}

async function answerCall(options: EndpointOptions, request: Call['request']): Promise<RawResponse | undefined> {
  const { controlled, access, services } = options;
  let log: ((status: number) => void) | undefined;
  let service: Service | undefined;
  try {
    const { service: name, operation, input: routed } = routeRequest(request);
    service = services.find((candidate) => candidate.name === name);
    const caller = access.caller(accessKeyId(request), sessionToken(request));
    const input = routed ?? readInput(request, service);
    log = controlled.calls.begin({ service: name, operation, input, caller: caller.id });
    const answer = await runOperation({ options, service, name, operation, input, call: { caller, request } });
    log(answer?.status ?? 0);
    return answer;
  } catch (thrown) {
    const response = errorResponse(toAwsError(thrown), request, service);
    log?.(response.status);
    return response;
  }
}

interface Invocation {
  options: EndpointOptions;
  service: Service | undefined;
  name: string;
  operation: string;
  input: JsonObject;
  call: Call;
}

async function runOperation(invocation: Invocation): Promise<RawResponse | undefined> {
  const { options, service, name, operation, input, call } = invocation;
  const definition = service?.operations[operation];
  if (!service || !definition) {
    throw new AwsError('UnknownOperationException', `The embedded AWS does not support ${name}:${operation}`, 404);
  }
  const resources = definition.resources(input, call.caller);
  const contextOf = (resource: string) => definition.context?.(input, resource) ?? {};
  const action = `${service.actionPrefix}:${definition.action ?? operation}`;
  options.access.check(call.caller, action, resources, contextOf);
  const { request, caller } = call;
  const fault = options.controlled.faults.take(operation, input, {
    caller: caller.id,
    invocationId: request.headers['amz-sdk-invocation-id'],
  });
  const answer = await faulty(fault, service, async (parts) => {
    const answer = await definition.run(input, { ...call, ...parts });
    if (isRawResponse(answer)) return answer;
    return service.query && isQueryRequest(request)
      ? service.query.answer(operation, answer)
      : jsonResponse(answer, request);
  });
  // Before the connection is cut, so that the function notices nothing.
  if (fault?.kills) await options.controlled.endThreads(caller.id);
  return answer;
}

function toAwsError(thrown: unknown): AwsError {
  if (thrown instanceof AwsError) return thrown;
  console.error('The embedded AWS failed:', thrown);
  return new AwsError('InternalFailure', 'The embedded AWS failed; its log says why', 500);
}

function jsonResponse(content: JsonObject, request: Call['request']): RawResponse {
  const text = JSON.stringify(content, timestampsInSeconds);
  return { status: 200, headers: { 'content-type': jsonContentType(request) }, body: Buffer.from(text) };
}

/** The JSON protocols carry times as seconds since 1970. */
function timestampsInSeconds(this: unknown, key: string, value: unknown): unknown {
  const original = isObject(this) ? this[key] : undefined;
  return original instanceof Date ? original.getTime() / 1000 : value;
}

function readInput(request: Call['request'], service: Service | undefined): JsonObject {
  const { body } = request;
  if (isQueryRequest(request))
    return service?.query ? service.query.read(readQuery(body), request.path) : readQuery(body);
  if (body.length === 0) return {};
  const parsed = parseJson(body.toString());
  if (!parsed || !isObject(parsed.value)) {
    throw new AwsError('SerializationException', 'The request is not a JSON object', 400);
  }
  return parsed.value;
}

function plainHeaders(message: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)]));
}

function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', reject);
    request.on('end', () => resolve(Buffer.concat(chunks)));
  });
}
