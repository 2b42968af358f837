import { Logger } from '@aws-lambda-powertools/logger';

/**
 * Structured logs. Log only identifiers (request id, account id, contact type, error name): never a contact's details,
 * a link or a task token.
 */
export const logger = new Logger({ serviceName: 'alternate-contacts' });

/** An error without its message, which may quote what must not be logged. */
export function errorFields(error: unknown): { error: string; stack?: string[] } {
  if (!(error instanceof Error)) return { error: typeof error };
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at '));
  return { error: error.name, ...(frames && { stack: frames.map((frame) => frame.trim()) }) };
}
