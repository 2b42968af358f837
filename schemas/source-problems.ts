import jsonata from 'jsonata';
import { ORGANIZATION_SYSTEM } from '../functions/domain/request.ts';
import type { TicketSource } from '../functions/domain/ticket-source.ts';
import type { Problem } from './rule-problems.ts';

const EXPRESSIONS = ['filter', 'reference', 'url', 'mapping'] as const;

/** Ticket sources whose requests would all be refused, and their expressions that are no JSONata. */
export function sourceProblems(sources: Record<string, TicketSource>): Problem[] {
  return Object.entries(sources).flatMap(([name, source]) => [
    ...reservedName(name),
    ...EXPRESSIONS.flatMap((key): Problem[] => {
      const problem = source[key] === undefined ? undefined : syntaxProblem(source[key]);
      return problem === undefined ? [] : [{ path: ['sources', name, key], message: `"${name}": ${problem}` }];
    }),
  ]);
}

function reservedName(name: string): Problem[] {
  if (name !== ORGANIZATION_SYSTEM) return [];
  return [{ path: ['sources', name], message: `"${name}" is the name of the workflow's own requests` }];
}

function syntaxProblem(expression: string): string | undefined {
  try {
    jsonata(expression);
    return undefined;
  } catch (error) {
    const { message, position } = Object(error);
    const line = expression.slice(0, Number(position) || 0).split('\n').length;
    return `${message} (line ${line} of the expression)`;
  }
}
