import { Agent, type ClientRequest } from 'node:http';
import { latencyOf } from '../latencies.ts';
import { THREAD_HEADER } from '../thread-header.ts';
import { invocationScope } from './invocation-scope.ts';

export interface ThreadCallsOptions {
  /** What the endpoint knows the thread by. */
  threadId: string;
  /** The address of the endpoint, `host:port`. */
  endpoint: string;
  /** Called when a call is sent or has ended. */
  onChange(): void;
}

/**
 * Lets the calls of the endpoint take the time that they take on AWS, and counts them. Calls of other servers are not counted:
 * nobody knows what they take.
 */
export function modelCalls({ threadId, endpoint, onChange }: ThreadCallsOptions): { sent: number; ended: number } {
  const counts = { sent: 0, ended: 0 };
  // Node.js has this for agents of one's own, without a type.
  const addRequest: unknown = Reflect.get(Agent.prototype, 'addRequest');
  if (typeof addRequest !== 'function') throw new Error('the agent of this Node.js has no addRequest');
  const addLater = function (this: Agent, request: ClientRequest, options: unknown, ...more: unknown[]): void {
    const scope = invocationScope.getStore();
    const send = () => {
      if (scope?.isOver) return;
      // Without a socket, a request that is given up meanwhile never reaches the endpoint.
      request.once('socket', () => {
        counts.sent += 1;
        request.once('close', () => {
          counts.ended += 1;
          onChange();
        });
        onChange();
      });
      onChange();
      Reflect.apply(addRequest, this, [request, options, ...more]);
    };
    if (!leadsTo(endpoint, options)) {
      Reflect.apply(addRequest, this, [request, options, ...more]);
      return;
    }
    // One thread makes the calls of many invocations, each of which has sockets of its own on AWS.
    this.maxSockets = Number.POSITIVE_INFINITY;
    request.setHeader(THREAD_HEADER, threadId);
    setTimeout(send, latencyOf(String(request.getHeader('authorization') ?? '')));
  };
  Reflect.set(Agent.prototype, 'addRequest', addLater);
  return counts;
}

function leadsTo(endpoint: string, options: unknown): boolean {
  const { host, hostname, port } = Object(options);
  return `${hostname ?? host}:${port}` === endpoint;
}
