import { entitled } from '../domain/quorum.ts';
import type { RequestRecord } from '../domain/request-record.ts';
import { isCommentRequired } from '../domain/vote.ts';
import { commentField, type FormState, nonceField, problemNote } from './form-field.ts';
import { type Html, html } from './html.ts';

/** Characters of a vote's comment. */
export const COMMENT_CHARACTERS = 2000;

export interface DecisionFormParts extends FormState {
  record: RequestRecord;
  approver: string;
}

/** The form that decides, or that changes what this approver has decided; it posts to the page's own URL. */
export function decisionForm({ record, approver, nonce, problem, comment }: DecisionFormParts): Html {
  const vote = record.votes.find((cast) => cast.approver === approver);
  const isRequired = isCommentRequired(record, approver);
  const field = commentField({
    label: 'Comment',
    condition: isRequired ? 'required, to approve as well' : 'optional to approve, required to reject',
    hint: 'The requester and the other approvers read it.',
    characters: COMMENT_CHARACTERS,
    isRequired,
    problem,
    comment: comment ?? vote?.comment,
  });
  return html`<section aria-labelledby="decide">
<h2 id="decide" tabindex="-1">${vote ? 'Change your vote' : 'Your decision'}</h2>
<form method="post" class="card form">
<p>You decide as <strong><bdi>${approver}</bdi></strong>. ${rejectionText(record, approver)}</p>
${vote && html`<p>Your vote counts as it is. Until the request is decided, you may vote again.</p>`}
${problemNote(problem)}
${field}
${nonceField(nonce)}
<div class="buttons">
<button class="approve" name="decision" value="approve"><span aria-hidden="true">✓ </span>Approve</button>
<button class="reject" name="decision" value="reject"><span aria-hidden="true">✗ </span>Reject</button>
</div>
</form>
</section>`;
}

/** What a rejection by this approver does. */
function rejectionText({ approval }: RequestRecord, approver: string): string {
  const theirs = (approval?.requirements ?? []).filter((requirement) => entitled(requirement).includes(approver));
  const needsMajority = theirs.length > 0 && theirs.every(({ rejection }) => rejection === 'majority');
  return needsMajority
    ? 'The request is rejected when most of those asked reject it, or too few are left to approve it.'
    : 'One rejection ends the request.';
}
