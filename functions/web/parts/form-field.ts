import { type Html, html } from './html.ts';

/** What is put into a form when its page is shown. */
export interface FormState {
  /** Proves that what is sent comes from this page. */
  nonce: string;
  /** Why what was just sent does not count. */
  problem?: string | undefined;
  /** What the comment begins with. */
  comment?: string | undefined;
}

export interface CommentParts extends Omit<FormState, 'nonce'> {
  label: string;
  /** When the comment may be left out. */
  condition: string;
  /** Who reads it. */
  hint: string;
  /** The browser stops there, the server has the last word. */
  characters: number;
  isRequired?: boolean;
}

/**
 * The comment of a form. After a problem it keeps what was typed and has the focus, so that the page opens at the form
 * and a screen reader reads the problem. The line break after the tag is the one that browsers drop.
 */
export function commentField({ label, condition, hint, characters, isRequired, problem, comment }: CommentParts): Html {
  const describedBy = problem ? 'comment-hint problem' : 'comment-hint';
  return html`<label for="comment">${label} <span class="hint">(${condition})</span></label>
<span class="hint" id="comment-hint">${hint}</span>
<textarea id="comment" name="comment" rows="4" maxlength="${characters}" aria-describedby="${describedBy}"${isRequired && html` required`}${problem && html` aria-invalid="true" autofocus`}>
${comment}</textarea>`;
}

/** Why what was just sent does not count, which a screen reader reads at once. */
export function problemNote(problem: string | undefined): Html | undefined {
  if (!problem) return undefined;
  return html`<p class="problem" id="problem" role="alert"><span class="sign" aria-hidden="true">!</span>${problem}</p>`;
}

/** The hidden field by which the server knows its own page. */
export function nonceField(nonce: string): Html {
  return html`<input type="hidden" name="nonce" value="${nonce}">`;
}
