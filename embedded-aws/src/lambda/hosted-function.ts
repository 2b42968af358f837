import { isObject } from '../json.ts';
import { StackAccount } from '../stack-account.ts';
import type { RouteModel } from '../template/function-models.ts';
import { TokenBucket } from '../token-bucket.ts';
import type { Outcome } from './function-error.ts';
import { fromHttpApi, type HttpEvent, isHttpEvent, rawRequestOf, routeOf, toHttpResponse } from './http-api-event.ts';
import { authorizeIam } from './iam-authorizer.ts';
import { Sandbox, type SandboxOptions } from './sandbox.ts';

/** What the wrapper knows about a function. */
export interface HostedFunction extends SandboxOptions {
  arn: string;
  /** The account that the stack runs in. */
  accountId: string;
  /** Of the organization that the account belongs to, if any. */
  organizationId: string | null;
  /** The HTTP API's routes that lead to the function. */
  routes: RouteModel[];
  /** What the stack's own invocations carry: whoever finds serverless-offline's port doesn't know it. */
  invocationToken: string;
}

/**
 * Wraps a packaged function for serverless-offline, so that it behaves as on Lambda and behind an HTTP API.
 * An invocation returns an {@link Outcome}: serverless-offline would lose the name of an error.
 */
export function hostFunction(hosted: HostedFunction): (event: unknown, context: unknown) => Promise<unknown> {
  const sandbox = new Sandbox(hosted);
  const buckets = new Map(hosted.routes.map(({ routeKey, throttle }) => [routeKey, new TokenBucket(throttle, now)]));
  const account = new StackAccount(hosted.accountId, hosted.organizationId);
  const invoke = async (event: unknown, offlineContext: unknown) => {
    const outcome = await sandbox.invoke(event, { ...plain(offlineContext), invokedFunctionArn: hosted.arn });
    if ('functionError' in outcome) console.error(`ERROR\tInvoke Error\t${JSON.stringify(outcome.functionError)}`);
    return outcome;
  };
  const answer = async (event: HttpEvent, context: unknown) => {
    const route = routeOf(event, hosted.routes);
    if (route === undefined) return httpError(404, 'Not Found');
    if (!buckets.get(route.routeKey)?.take()) return httpError(429, 'Too Many Requests');
    const request = rawRequestOf(event);
    if (request === undefined) return httpError(400, 'Bad Request');
    const authorizer = route.authorization === 'AWS_IAM' ? await authorizeIam(request, account) : undefined;
    if (route.authorization === 'AWS_IAM' && !authorizer) return httpError(403, 'Forbidden');
    return httpAnswer(await invoke(fromHttpApi(event, request, route.routeKey, authorizer), context));
  };
  return async (event, context) => {
    if (!isHttpEvent(event)) {
      const { payload, endsThreads } = ownInvocation(event, hosted.invocationToken);
      return endsThreads ? { payload: await sandbox.endThreads() } : invoke(payload, context);
    }
    try {
      return await answer(event, context);
    } catch (error) {
      // serverless-offline would answer an error with 200.
      console.error(error);
      return httpError(500, 'Internal Server Error');
    }
  };
}

function httpAnswer(outcome: Outcome): unknown {
  return 'payload' in outcome ? toHttpResponse(outcome.payload) : httpError(500, 'Internal Server Error');
}

const now = () => performance.now();

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
