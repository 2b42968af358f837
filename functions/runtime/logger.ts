import type { Context } from 'aws-lambda';

type Level = 'INFO' | 'WARN' | 'ERROR';

/** What a line says besides its message. */
type Fields = Record<string, unknown>;

/** What `LOG_LEVEL` may be: from which level on lines are written. Tests are silent. */
const LEVELS = ['INFO', 'WARN', 'ERROR', 'SILENT'];

/**
 * Structured logs: one line of JSON each, with the invocation and the trace that it belongs to. Log identifiers only (request
 * id, account id, contact type, error name), never a contact's details, a link or a task token. A library would make every
 * function start later.
 */
export const logger = {
  /** Tells the lines that follow which invocation they belong to. */
  addContext({ functionName, awsRequestId }: Pick<Context, 'functionName' | 'awsRequestId'>): void {
    invocation = { function_name: functionName, function_request_id: awsRequestId, cold_start: !isWarm };
    isWarm = true;
  },
  info: (message: string, fields: Fields = {}) => write('INFO', message, fields),
  warn: (message: string, fields: Fields = {}) => write('WARN', message, fields),
  error: (message: string, fields: Fields = {}) => write('ERROR', message, fields),
};

let invocation: Fields = {};
let isWarm = false;

/** Past the console, whose output Lambda would wrap. No field takes the place of what every line has. */
function write(level: Level, message: string, fields: Fields): void {
  if (LEVELS.indexOf(level) < LEVELS.indexOf(process.env['LOG_LEVEL'] ?? '')) return;
  const [, xray_trace_id] = /Root=([^;]+)/.exec(process.env['_X_AMZN_TRACE_ID'] ?? '') ?? [];
  const timestamp = new Date().toISOString();
  const every = { level, message, timestamp, service: 'alternate-contacts', ...invocation, xray_trace_id };
  process.stdout.write(`${JSON.stringify({ ...every, ...fields, ...every })}\n`);
}

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
