import { availableParallelism } from 'node:os';
import { isObject } from '../json.ts';
import { StackAccount } from '../stack-account.ts';
import type { RouteModel } from '../template/function-models.ts';
import { TokenBucket } from '../token-bucket.ts';
import type { Outcome } from './function-error.ts';
import { fromHttpApi, type HttpEvent, isHttpEvent, rawRequestOf, routeOf, toHttpResponse } from './http-api-event.ts';
import { authorizeIam } from './iam-authorizer.ts';
import type { EndedThreads } from './invoker.ts';
import { PoolClient } from './pool-client.ts';
import { Precedence } from './precedence.ts';
import type { RawRequest } from './raw-request.ts';
import { Sandbox, type SandboxOptions } from './sandbox.ts';

/** What the wrapper knows about a function. */
export interface HostedFunction extends SandboxOptions {
  name: string;
  arn: string;
  /** The address of the pool that runs the function; without it, it runs in threads of this process. */
  poolUrl: string | undefined;
  /** The account that the stack runs in. */
  accountId: string;
  /** Of the organization that the account belongs to, if any. */
  organizationId: string | null;
  /** The HTTP API's routes that lead to the function. */
  routes: RouteModel[];
  /** What the stack's own invocations carry: whoever finds serverless-offline's port doesn't know it. */
  invocationToken: string;
}

/** Of all functions, which share a process. */
const precedence = new Precedence(Math.max(2, availableParallelism()));

/**
 * Wraps a packaged function for serverless-offline, so that it behaves as on Lambda and behind an HTTP API.
 * An invocation returns an {@link Outcome}: serverless-offline would lose the name of an error.
 */
export function hostFunction(hosted: HostedFunction): (event: unknown, context: unknown) => Promise<unknown> {
  const runner: Runner = hosted.poolUrl === undefined ? new Sandbox(hosted) : new PoolClient(hosted.poolUrl, hosted);
  let time = 0;
  const buckets = new Map(
    hosted.routes.map(({ routeKey, throttle }) => [routeKey, new TokenBucket(throttle, () => time)]),
  );
  const account = new StackAccount(hosted.accountId, hosted.organizationId);
  const invoke = async (event: unknown, offlineContext: unknown) => {
    const outcome = await runner.invoke(event, { ...plain(offlineContext), invokedFunctionArn: hosted.arn });
    if ('functionError' in outcome) console.error(`ERROR\tInvoke Error\t${JSON.stringify(outcome.functionError)}`);
    return outcome;
  };
  const answer = async (event: HttpEvent, context: unknown) => {
    const route = routeOf(event, hosted.routes);
    if (route === undefined) return httpError(404, 'Not Found');
    time = await runner.now();
    if (!buckets.get(route.routeKey)?.take()) return httpError(429, 'Too Many Requests');
    const request = rawRequestOf(event);
    if (request === undefined) return httpError(400, 'Bad Request');
    const authorizer = route.authorization === 'AWS_IAM' ? await authorize(request, account, time) : undefined;
    if (route.authorization === 'AWS_IAM' && !authorizer) return httpError(403, 'Forbidden');
    return httpAnswer(await invoke(fromHttpApi(event, request, route.routeKey, authorizer), context));
  };
  return async (event, context) => {
    if (!isHttpEvent(event)) {
      const { payload, endsThreads } = ownInvocation(event, hosted.invocationToken);
      return endsThreads ? { payload: await runner.endThreads() } : precedence.run(() => invoke(payload, context));
    }
    try {
      return await precedence.answer(() => answer(event, context));
    } catch (error) {
      // serverless-offline would answer an error with 200.
      console.error(error);
      return httpError(500, 'Internal Server Error');
    }
  };
}

/** What runs the function. */
interface Runner {
  invoke(event: unknown, context: object): Promise<Outcome>;
  endThreads(): Promise<EndedThreads>;
  /** Milliseconds since 1970. */
  now(): Promise<number> | number;
}

/** Where time is modelled, a caller outside signs by the clock of the machine, and a script of the stack by the modelled one. */
async function authorize(request: RawRequest, account: StackAccount, time: number): Promise<object | undefined> {
  return (await authorizeIam(request, account)) ?? (await authorizeIam(request, account, new Date(time)));
}

function httpAnswer(outcome: Outcome): unknown {
  if ('payload' in outcome) return toHttpResponse(outcome.payload);
  const isThrottled = outcome.functionError.errorType === 'Lambda.TooManyRequestsException';
  return isThrottled ? httpError(503, 'Service Unavailable') : httpError(500, 'Internal Server Error');
}

/** An HTTP API's own answer. */
function httpError(statusCode: number, message: string) {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) };
}

/** The part of the context that can be sent to a thread: everything but its functions. */
function plain(context: unknown): object {
  if (typeof context !== 'object' || context === null) return {};
  return Object.fromEntries(Object.entries(context).filter(([, value]) => typeof value !== 'function'));
}

/**
 * Invocations other than those of the HTTP API are wrapped, because serverless-offline mixes both.
 * @throws Error for an invocation that isn't of this stack
 */
function ownInvocation(event: unknown, token: string): { payload: unknown; endsThreads: boolean } {
  if (isObject(event) && event['invocationToken'] === token) {
    return { payload: event['payload'], endsThreads: event['endsThreads'] === true };
  }
  throw new Error('Only the stack itself may invoke its functions');
}
