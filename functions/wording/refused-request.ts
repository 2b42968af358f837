import type { Reason } from '../../schemas/compiled/reason.js';
import { counted } from './counted.ts';
import { reasonTexts } from './reason.ts';

/** Programs read the list of reasons; a person who reads the answer has seen enough by then. */
const TOLD_REASONS = 5;

/** `the ticket is not a valid change request: Account must be 12 digits, …`: the answer to a request, for people. */
export function refusedText(what: string, reasons: Reason[], request: unknown): string {
  return `${what} is not a valid change request: ${toldText(reasons, request)}`;
}

/** `nothing of the body was read: The request has requestedBy twice, …`: the answer to a body that has no single meaning. */
export function unreadText(reasons: Reason[]): string {
  return `nothing of the body was read: ${toldText(reasons, undefined)}`;
}

function toldText(reasons: Reason[], request: unknown): string {
  const told = reasonTexts(reasons.slice(0, TOLD_REASONS), request);
  const further = reasons.length - told.length;
  const rest = further > 0 ? [`and ${counted(further, 'more problem')}`] : [];
  return [...told, ...rest].join('; ');
}
