import { Logger } from '@aws-lambda-powertools/logger';

/**
 * Structured logs. Log identifiers only (request id, account id, contact type, error name), never a contact's details, a
 * link or a task token.
 */
export const logger = new Logger({ serviceName: 'alternate-contacts' });

/** An error without its message, which may quote something that must not be logged. */
export function errorFields(error: unknown): { error: string; cause?: string; stack?: string[] } {
  if (!(error instanceof Error)) return { error: typeof error };
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at '));
  const cause = error.cause instanceof Error ? { cause: error.cause.name } : {};
  return { error: error.name, ...cause, ...(frames && { stack: frames.map((frame) => frame.trim()) }) };
}

/** Logs an error instead of failing, for what another mechanism makes up for. */
export function logged(message: string, fields: Record<string, unknown>): (error: unknown) => void {
  return (error) => logger.error(message, { ...fields, ...errorFields(error) });
}
