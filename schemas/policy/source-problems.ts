import jsonata from 'jsonata';
import { CLI_SYSTEM, ORGANIZATION_SYSTEM } from '../../functions/domain/request/request.ts';
import type { TicketSource } from '../compiled/policy-schema.js';
import type { PolicyProblem } from './policy-problem.ts';

const EXPRESSIONS = ['filter', 'cancel', 'reference', 'url', 'mapping'] as const satisfies (keyof TicketSource)[];

/** Ticket sources whose requests would all be refused, and their expressions that are not JSONata. */
export function sourceProblems(sources: Record<string, TicketSource>): PolicyProblem[] {
  return Object.entries(sources).flatMap(([name, source]) => [
    ...reservedName(name),
    ...namelessCancellation(name, source),
    ...EXPRESSIONS.flatMap((key): PolicyProblem[] => {
      const problem = expressionProblem(source[key] ?? '$');
      return problem ? [{ path: ['sources', name, key], ...problem }] : [];
    }),
  ]);
}

/** Only a source's own webhook may use its name, so none may have a name that somebody else needs. */
function reservedName(name: string): PolicyProblem[] {
  const forWhom: Record<string, string> = {
    [ORGANIZATION_SYSTEM]: 'the requests that the workflow itself makes',
    [CLI_SYSTEM]: 'the requests that the command `contacts` makes',
  };
  if (!Object.hasOwn(forWhom, name)) return [];
  const message = `"${name}" is reserved for ${forWhom[name]}; give the source another name`;
  return [{ path: ['sources', name], message }];
}

/** What a ticket has requested is found by its key. */
function namelessCancellation(name: string, { cancel, reference }: TicketSource): PolicyProblem[] {
  if (cancel === undefined || reference !== undefined) return [];
  const message = `"cancel" takes back what a ticket has requested, and the source "${name}" has no "reference" that names the ticket; add one`;
  return [{ path: ['sources', name, 'cancel'], message }];
}

function expressionProblem(expression: string): Omit<PolicyProblem, 'path'> | undefined {
  try {
    jsonata(expression);
    return undefined;
  } catch (error) {
    const { message, position } = Object(error);
    return { message: `the expression is not valid JSONata: ${message}`, offset: Number(position) || 0 };
  }
}
