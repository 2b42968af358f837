import { type Html, html } from './html.ts';

/** What a form is filled in with when its page is shown. */
export interface FormState {
  /** Proves that what is sent comes from this page. */
  nonce: string;
  /** Why the form that was just sent does not count. */
  problem?: string | undefined;
  /** The initial text of the comment. */
  comment?: string | undefined;
}

export interface CommentParts extends Omit<FormState, 'nonce'> {
  label: string;
  /** Whether and when the comment is optional. */
  condition: string;
  /** What it is for, and who can read it. */
  hint: string;
  /** The browser stops there; the server checks again. */
  characters: number;
  isRequired?: boolean;
}

/**
 * The comment of a form. After a problem it keeps what was typed and gets the focus, so that the page opens at the form
 * and screen readers read the problem. Browsers drop the line break after the tag.
 */
export function commentField({ label, condition, hint, characters, isRequired, problem, comment }: CommentParts): Html {
  const describedBy = problem ? 'comment-hint problem' : 'comment-hint';
  return html`<label for="comment">${label} <span class="hint">(${condition})</span></label>
<span class="hint" id="comment-hint">${hint}</span>
<textarea id="comment" name="comment" rows="4" maxlength="${characters}" aria-describedby="${describedBy}"${isRequired && html` required`}${problem && html` aria-invalid="true" autofocus`}>
${comment}</textarea>`;
}

/** Why the form that was just sent does not count; screen readers read it at once. */
export function problemNote(problem: string | undefined): Html | undefined {
  if (!problem) return undefined;
  return html`<p class="problem" id="problem" role="alert"><span class="sign" aria-hidden="true">!</span>${problem}</p>`;
}

/** The hidden field by which the server recognizes its own page. */
export function nonceField(nonce: string): Html {
  return html`<input type="hidden" name="nonce" value="${nonce}">`;
}
