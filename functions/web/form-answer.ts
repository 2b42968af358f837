import type { Decision, VoteRefusal } from '../domain/vote.ts';
import { CANCELLATION_COMMENT_CHARACTERS } from './cancellation-form.ts';
import { COMMENT_CHARACTERS } from './decision-form.ts';

/** What every form is sent back with. */
interface FormAnswer {
  comment: string;
  nonce: string;
}

/** What a decision form was sent back with; without a decision, `problem` says what is wrong with it. */
export type DecisionAnswer = FormAnswer &
  ({ decision: Decision; problem?: never } | { decision?: never; problem: string });

/** What the form to take a request back was sent with; `problem` says what is wrong with it. */
export type CancellationAnswer = FormAnswer & { problem?: string };

/** Reads the fields of a decision form; one that is missing or sent twice counts as empty. */
export function readDecisionAnswer(fields: unknown): DecisionAnswer {
  const answer = readAnswer(fields);
  const decision = textField(fields, 'decision');
  const tooLong = lengthProblem(answer, COMMENT_CHARACTERS);
  if (tooLong) return { ...answer, problem: tooLong };
  if (decision !== 'approve' && decision !== 'reject') return { ...answer, problem: 'Choose Approve or Reject.' };
  return { ...answer, decision };
}

/** Reads the fields of the form to take a request back. */
export function readCancellationAnswer(fields: unknown): CancellationAnswer {
  const answer = readAnswer(fields);
  const problem = lengthProblem(answer, CANCELLATION_COMMENT_CHARACTERS);
  return problem ? { ...answer, problem } : answer;
}

/** What to tell people whose form was shown too long ago, or for another link. */
export const STALE_FORM = 'This page was open for too long. Look at the request as it is now, then decide.';

/** What to tell an approver whose vote does not count but who can mend it; nothing for the other refusals. */
export const REFUSAL_PROBLEMS: Partial<Record<VoteRefusal, string>> = {
  'comment-missing': 'This vote needs a comment: say why you decide so, or what should be different.',
  'plan-changed': 'The change is not the one you saw. Look at it again, then decide.',
  'changed-too-often': 'You have changed your vote too often. Your last vote stays as it is.',
};

function readAnswer(fields: unknown): FormAnswer {
  return {
    comment: textField(fields, 'comment').replaceAll('\r\n', '\n').trim(),
    nonce: textField(fields, 'nonce'),
  };
}

function lengthProblem({ comment }: FormAnswer, characters: number): string | undefined {
  return comment.length > characters ? `Shorten the comment to ${characters} characters.` : undefined;
}

function textField(fields: unknown, name: string): string {
  const value =
    typeof fields === 'object' && fields !== null ? Object.entries(fields).find(([key]) => key === name) : [];
  return typeof value?.[1] === 'string' ? value[1] : '';
}
