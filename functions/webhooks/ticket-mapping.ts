import jsonata from 'jsonata';
import type { TicketSource } from '../../schemas/compiled/policy-schema.js';
import { sha256 } from '../domain/request/digest.ts';
import { issueForm } from './issue-form.ts';

/** What the mapping of a source made of a webhook. Nobody has checked yet whether it is a request. */
export interface MappedTicket {
  reference?: string;
  url?: string;
  mapped: Record<string, unknown>;
}

/** The ticket takes back what it has requested; the value is its key. */
export interface TakenBack {
  takenBack: string;
}

/** As ticket systems make them: `OPS-42`, `acme/accounts#17`. */
const KEY = /^[\w.#/-]{1,100}$/;

/** An expression of the source fails on this ticket, or does not result in an object. */
export class TicketMappingError extends Error {
  override readonly name = 'TicketMappingError';
  /** The ticket's key, if that much could be read, and looks like one: it is logged. */
  readonly reference: string | undefined;

  constructor(reference: string | undefined, cause: unknown) {
    super('the ticket cannot be mapped to a change request', { cause });
    this.reference = reference !== undefined && KEY.test(reference) ? reference : undefined;
  }
}

/** Limits of one expression: milliseconds, and the depth of nested calls. */
const LIMITS = { timeout: 2_000, stack: 500 };

/**
 * Reads the body of a webhook by the expressions of its source. `left` if the source's filter leaves it out.
 * @throws TicketMappingError
 */
export async function readTicket(
  source: TicketSource,
  system: string,
  body: unknown,
): Promise<MappedTicket | TakenBack | 'left'> {
  const evaluate = (expression: string) => evaluateOn(body, system, expression);
  const evaluateText = async (expression?: string) => text(expression && (await evaluate(expression)));
  const reference = await evaluateText(source.reference).catch(() => undefined);
  try {
    if (source.cancel && (await evaluate(source.cancel))) return takenBack(reference);
    if (source.filter && !(await evaluate(source.filter))) return 'left';
    const url = await evaluateText(source.url);
    const mapped = await evaluate(source.mapping);
    if (!isObject(mapped)) throw new TypeError('the mapping does not result in an object');
    return { ...(reference !== undefined && { reference }), ...(url !== undefined && { url }), mapped };
  } catch (error) {
    throw new TicketMappingError(reference, error);
  }
}

function takenBack(reference: string | undefined): TakenBack {
  if (reference === undefined) throw new TypeError('the ticket has no key');
  return { takenBack: reference };
}

/**
 * Evaluates a JSONata expression with two more functions: `$issueForm(text)` returns the answers in a GitHub issue form,
 * `$digest(text)` the first 12 characters of a SHA-256 (hex), which tell one revision of a text from the next. `$system`
 * is the name of the source.
 * @see https://docs.jsonata.org
 */
async function evaluateOn(body: unknown, system: string, text: string): Promise<unknown> {
  const expression = jsonata(text, LIMITS);
  expression.registerFunction('issueForm', (markdown: string) => issueForm(markdown), '<s:o>');
  expression.registerFunction('digest', (value: string) => digest(value), '<s:s>');
  const value: unknown = await expression.evaluate(body, { system });
  // JSONata adds properties of its own to lists; JSON drops them.
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function text(value: unknown): string | undefined {
  return value === undefined ? undefined : String(value);
}

function digest(text: string): string {
  return sha256(text).slice(0, 12);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
