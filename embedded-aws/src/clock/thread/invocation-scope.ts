import { AsyncLocalStorage } from 'node:async_hooks';

/** An invocation that a thread runs, among others. */
export interface InvocationScope {
  /** Whether it took too long: on Lambda, nothing of it goes on then. */
  isOver: boolean;
}

/** The invocation that the running code belongs to, if any. */
export const invocationScope = new AsyncLocalStorage<InvocationScope>();
