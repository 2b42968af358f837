import { createHash } from 'node:crypto';
import jsonata from 'jsonata';
import type { TicketSource } from '../../schemas/compiled/policy-schema.js';
import { issueForm } from './issue-form.ts';

/** A webhook that its source maps to a request, of whatever shape that came to. */
export interface MappedTicket {
  reference?: string;
  url?: string;
  mapped: Record<string, unknown>;
}

/** An expression of the source cannot be evaluated on this ticket, or makes no object of it. */
export class TicketMappingError extends Error {
  override readonly name = 'TicketMappingError';
  /** The ticket's key, if that much could be read. */
  readonly reference: string | undefined;

  constructor(reference: string | undefined, cause: unknown) {
    super('the ticket cannot be mapped to a change request', { cause });
    this.reference = reference;
  }
}

/** What an expression may cost: milliseconds, and calls within calls. */
const LIMITS = { timeout: 2_000, stack: 500 };

/**
 * Maps a webhook's body by the expressions of its source, or tells that the source's filter leaves it out.
 * @throws TicketMappingError
 */
export async function mapTicket(source: TicketSource, system: string, body: unknown): Promise<MappedTicket | 'left'> {
  const evaluate = (expression: string) => evaluateOn(body, system, expression);
  const evaluateText = async (expression?: string) => text(expression && (await evaluate(expression)));
  const reference = await evaluateText(source.reference).catch(() => undefined);
  try {
    if (source.filter && !(await evaluate(source.filter))) return 'left';
    const url = await evaluateText(source.url);
    const mapped = await evaluate(source.mapping);
    if (!isObject(mapped)) throw new TypeError('the mapping makes no object');
    return { ...(reference !== undefined && { reference }), ...(url !== undefined && { url }), mapped };
  } catch (error) {
    throw new TicketMappingError(reference, error);
  }
}

/**
 * Evaluates a JSONata expression, with two functions more: `$issueForm(text)` gives the answers of a GitHub issue form,
 * `$digest(text)` the first 12 characters of a SHA-256 (hex), to tell one revision of a text from the next. `$system`
 * is the name of the source.
 * @see https://docs.jsonata.org
 */
async function evaluateOn(body: unknown, system: string, text: string): Promise<unknown> {
  const expression = jsonata(text, LIMITS);
  expression.registerFunction('issueForm', (markdown: string) => issueForm(markdown), '<s:o>');
  expression.registerFunction('digest', (value: string) => digest(value), '<s:s>');
  const value: unknown = await expression.evaluate(body, { system });
  // JSONata marks its lists with properties of its own; as JSON they are gone.
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function text(value: unknown): string | undefined {
  return value === undefined ? undefined : String(value);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
