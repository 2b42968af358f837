import type { Decision, VoteRefusal } from '../domain/approval.ts';
import { COMMENT_CHARACTERS } from './decision-form.ts';

/** What a decision form was sent back with; without a decision, `problem` says what is wrong with it. */
export type DecisionAnswer = { comment: string; nonce: string } & (
  | { decision: Decision; problem?: never }
  | { decision?: never; problem: string }
);

/** Reads the fields of the form that was sent; one that is missing or sent twice counts as empty. */
export function readDecisionAnswer(fields: unknown): DecisionAnswer {
  const decision = textField(fields, 'decision');
  const comment = textField(fields, 'comment').replaceAll('\r\n', '\n').trim();
  const nonce = textField(fields, 'nonce');
  if (comment.length > COMMENT_CHARACTERS) {
    return { comment, nonce, problem: `Shorten the comment to ${COMMENT_CHARACTERS} characters.` };
  }
  if (decision !== 'approve' && decision !== 'reject') return { comment, nonce, problem: 'Choose Approve or Reject.' };
  return { comment, nonce, decision };
}

/** What to tell an approver whose form was shown too long ago, or for another link. */
export const STALE_FORM = 'This page was open for too long. Look at the change again, then decide.';

/** What to tell an approver whose vote does not count but who can mend it; nothing for the other refusals. */
export const REFUSAL_PROBLEMS: Partial<Record<VoteRefusal, string>> = {
  'comment-missing': 'A rejection needs a comment: say what should be different.',
  'plan-changed': 'The change is not the one you saw. Look at it again, then decide.',
};

function textField(fields: unknown, name: string): string {
  const value =
    typeof fields === 'object' && fields !== null ? Object.entries(fields).find(([key]) => key === name) : [];
  return typeof value?.[1] === 'string' ? value[1] : '';
}
