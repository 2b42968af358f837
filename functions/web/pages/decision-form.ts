import { isCommentRequired, needsMajorityToReject } from '../../domain/approval/vote.ts';
import type { RequestRecord } from '../../domain/ledger/record.ts';
import { sourceText } from '../../wording/request.ts';
import { commentField, type FormState, nonceField, problemNote } from '../parts/form-field.ts';
import { type Html, html } from '../parts/html.ts';
import { anotherCodeForm, codeField, type ShownConfirmation, signedInLine } from './confirm-section.ts';

/** The longest comment of a vote. */
export const COMMENT_CHARACTERS = 2000;

export interface DecisionFormParts extends FormState {
  record: RequestRecord;
  approver: string;
  /** What else confirms the vote, which the approver has done, or does in this form. */
  confirmation?: ShownConfirmation | undefined;
  /** The one-time code that was typed, if it is right. */
  code?: string | undefined;
  /** Whether the problem is with the code. */
  isCodeWrong?: boolean;
}

/** The form with which an approver decides, or changes their vote. It posts to the page's own URL. */
export function decisionForm(parts: DecisionFormParts): Html {
  const { record, approver, nonce, problem, comment, confirmation, isCodeWrong } = parts;
  const vote = record.votes.find((cast) => cast.approver === approver);
  const isRequired = isCommentRequired(record, approver);
  const field = commentField({
    label: 'Comment',
    condition: isRequired ? 'required, even to approve' : 'optional to approve, required to reject',
    hint: readersText(record),
    characters: COMMENT_CHARACTERS,
    isRequired,
    problem: isCodeWrong ? undefined : problem,
    comment: comment ?? vote?.comment,
  });
  return html`<section aria-labelledby="decide">
<h2 id="decide" tabindex="-1">${vote ? 'Change your vote' : 'Your decision'}</h2>
<form method="post"${actionOf(parts)} class="card form">
<p>You are deciding as <strong><bdi>${approver}</bdi></strong>. ${rejectionText(record, approver)}</p>
${vote && html`<p>Your vote counts. You can change it until the request is decided.</p>`}
${problemNote(problem)}
${confirmation?.kind === 'signIn' && signedInLine(confirmation)}
${confirmation?.kind === 'code' && codeField(confirmation, parts)}
${field}
${nonceField(nonce)}
<div class="buttons">
<button class="approve" name="decision" value="approve"><span aria-hidden="true">✓ </span>Approve</button>
<button class="reject" name="decision" value="reject"><span aria-hidden="true">✗ </span>Reject</button>
</div>
</form>
${confirmation?.kind === 'code' && anotherCodeForm(confirmation, nonce)}
</section>`;
}

/** Who gets to read the comment. */
function readersText(record: RequestRecord): string {
  const people = 'The requester and the other approvers can read it.';
  if (record.request.source.reference === undefined) return people;
  return `${people} If the request is rejected, so can everybody who reads ${sourceText(record)}.`;
}

/** Without it, the form would keep the part of the address that leads to it, and the focus would not go to what is wrong. */
function actionOf({ confirmation }: DecisionFormParts): Html | undefined {
  return confirmation && 'linkSecret' in confirmation ? html` action="${confirmation.linkSecret}"` : undefined;
}

/** What a rejection by this approver does. */
function rejectionText(record: RequestRecord, approver: string): string {
  return needsMajorityToReject(record, approver)
    ? 'The request is rejected if most approvers reject it, or if too few are left to approve it.'
    : 'A single rejection ends the request.';
}
