import { type Html, html } from './html.ts';

/** Characters of a comment; the browser stops there, the server has the last word. */
export const COMMENT_CHARACTERS = 2000;

export interface FormParts {
  approver: string;
  nonce: string;
  problem: string | undefined;
  comment: string | undefined;
}

/**
 * The form that decides; it posts to the page's own URL. After a problem the comment keeps what was typed and has the
 * focus, so that the page opens at the form and a screen reader reads the problem.
 */
export function decisionForm({ approver, nonce, problem, comment }: FormParts): Html {
  const describedBy = problem ? 'comment-hint problem' : 'comment-hint';
  return html`<section aria-labelledby="decide">
<h2 id="decide" tabindex="-1">Your decision</h2>
<form method="post" class="card form">
<p>You decide as <strong><bdi>${approver}</bdi></strong>. One rejection ends the request.</p>
${problem && html`<p class="problem" id="problem" role="alert"><span class="sign" aria-hidden="true">!</span>${problem}</p>`}
<label for="comment">Comment <span class="hint">(optional to approve, required to reject)</span></label>
<span class="hint" id="comment-hint">The requester and the other approvers read it.</span>
<textarea id="comment" name="comment" rows="4" maxlength="${COMMENT_CHARACTERS}" aria-describedby="${describedBy}"${problem && html` aria-invalid="true" autofocus`}>
${comment}</textarea>
<input type="hidden" name="nonce" value="${nonce}">
<div class="buttons">
<button class="approve" name="decision" value="approve"><span aria-hidden="true">✓ </span>Approve</button>
<button class="reject" name="decision" value="reject"><span aria-hidden="true">✗ </span>Reject</button>
</div>
</form>
</section>`;
}
