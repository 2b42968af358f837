import { Logger } from '@aws-lambda-powertools/logger';

/**
 * Structured logs. Log identifiers only (request id, account id, contact type, error name), never a contact's details, a
 * link or a task token.
 */
export const logger = new Logger({ serviceName: 'alternate-contacts' });

/** An error without its message, which may quote something that must not be logged. */
export function errorFields(error: unknown): { error: string; reason?: string; cause?: string; stack?: string[] } {
  if (!(error instanceof Error)) return { error: typeof error };
  const reason = 'reason' in error ? identifier(error.reason) : undefined;
  return {
    error: error.name,
    ...(reason !== undefined && { reason }),
    ...(error.cause instanceof Error && { cause: error.cause.name }),
    ...(error.stack !== undefined && { stack: stackFrames(error) }),
  };
}

/** Where an error comes from, line by line. A message may have lines that look like it, so the message is left out first. */
export function stackFrames({ message, stack = '' }: Error): string[] {
  const start = stack.indexOf(message);
  const after = start < 0 ? '' : stack.slice(start + message.length);
  const lines = after.split('\n').filter((line) => line.startsWith('    at '));
  return lines.map((line) => line.trim());
}

/** A text that can be logged because it is an id; nothing if it is some other text, or an address. */
export function identifier(text: unknown): string | undefined {
  return typeof text === 'string' && IDENTIFIER.test(text) ? text : undefined;
}

/** Ids of requests, accounts and tickets, such as `acme/accounts#17`. */
const IDENTIFIER = /^[\w.:#/-]{1,160}$/;

/** Logs an error instead of failing, for what another mechanism makes up for. */
export function logged(message: string, fields: Record<string, unknown>): (error: unknown) => void {
  return (error) => logger.error(message, { ...fields, ...errorFields(error) });
}
