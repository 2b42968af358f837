import type { ErrorFacts } from '../domain/ledger/events.ts';

/** `AccessDeniedException: not authorized`: an error in the words of whatever raised it. */
export function errorWords({ name, message }: ErrorFacts): string {
  return message === '' ? name : `${name}: ${message}`;
}
