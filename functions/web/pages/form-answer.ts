import { CANCELLATION_COMMENT_CHARACTERS } from '../../../schemas/compiled/limits.js';
import { CODE_DIGITS } from '../../domain/approval/one-time-code.ts';
import { MOST_PAUSES, type SteeringAction } from '../../domain/campaign/steering.ts';
import type { Decision } from '../../domain/ledger/events.ts';
import { COMMENT_CHARACTERS } from './decision-form.ts';

/** What every form sends. */
interface FormAnswer {
  comment: string;
  nonce: string;
}

/** What a decision form sends; without a decision, `problem` says what is wrong. `code` holds the digits of the one-time code. */
export type DecisionAnswer = FormAnswer & { code: string } & (
    | { decision: Decision; problem?: never }
    | { decision?: never; problem: string }
  );

/** What a cancellation form sends; `problem` says what is wrong. */
export type CancellationAnswer = FormAnswer & { problem?: string };

/** What to tell people whose form was shown too long ago, or for another link. */
export const STALE_FORM = 'This page was open for too long. Check how the request stands now, then try again.';

/** What to tell requesters whose campaign has been paused as often as it can be. */
export const PAUSED_TOO_OFTEN = `This has been paused ${MOST_PAUSES} times. Cancel what is left if it should not go on.`;

/** Reads the fields of a decision form. A field that is missing or sent twice counts as empty. */
export function readDecisionAnswer(fields: unknown): DecisionAnswer {
  const answer = { ...readAnswer(fields), code: codeIn(fields) };
  const decision = textField(fields, 'decision');
  const tooLong = lengthProblem(answer, COMMENT_CHARACTERS);
  if (tooLong) return { ...answer, comment: '', problem: tooLong };
  if (decision !== 'approve' && decision !== 'reject') return { ...answer, problem: 'Choose Approve or Reject.' };
  return { ...answer, decision };
}

/** Reads the fields of a cancellation form. */
export function readCancellationAnswer(fields: unknown): CancellationAnswer {
  const answer = readAnswer(fields);
  const problem = lengthProblem(answer, CANCELLATION_COMMENT_CHARACTERS);
  return problem ? { ...answer, comment: '', problem } : answer;
}

/** What the form that steers a campaign asks for; nothing if it is another form. */
export function readSteeringAction(fields: unknown): SteeringAction | undefined {
  const action = textField(fields, 'action');
  return action === 'pause' || action === 'resume' || action === 'cancel' ? action : undefined;
}

/** The nonce that a form sends. */
export function readNonce(fields: unknown): string {
  return textField(fields, 'nonce');
}

function codeIn(fields: unknown): string {
  const digits = textField(fields, 'code').replaceAll(/[^0-9]/g, '');
  return digits.length === CODE_DIGITS ? digits : '';
}

function readAnswer(fields: unknown): FormAnswer {
  return {
    comment: textField(fields, 'comment').replaceAll('\r\n', '\n').trim(),
    nonce: readNonce(fields),
  };
}

/** Browsers stop at the limit of the field, so whoever is over it did not type that here, and does not get it back. */
function lengthProblem({ comment }: FormAnswer, characters: number): string | undefined {
  if (comment.length <= characters) return undefined;
  return `Shorten the comment to ${characters} characters. It was not kept: your browser's Back button may still have it.`;
}

function textField(fields: unknown, name: string): string {
  const value =
    typeof fields === 'object' && fields !== null ? Object.entries(fields).find(([key]) => key === name) : [];
  return typeof value?.[1] === 'string' ? value[1] : '';
}
