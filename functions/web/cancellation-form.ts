import type { RequestRecord } from '../domain/request-record.ts';
import { commentField, type FormState, nonceField, problemNote } from './form-field.ts';
import { type Html, html } from './html.ts';

/** Characters of the comment with which a request is taken back: as many as the cancellation event allows. */
export const CANCELLATION_COMMENT_CHARACTERS = 1000;

/** The form that takes the request back; it posts to the page's own URL. */
export function cancellationForm(record: RequestRecord, { nonce, problem, comment }: FormState): Html {
  const approved = record.status === 'APPROVED' ? ' It is approved, but nothing has been applied yet.' : '';
  const field = commentField({
    label: 'Comment',
    condition: 'optional',
    hint: 'Why you take it back. The approvers read it.',
    characters: CANCELLATION_COMMENT_CHARACTERS,
    problem,
    comment,
  });
  return html`<section aria-labelledby="take-back">
<h2 id="take-back" tabindex="-1">Take the request back</h2>
<form method="post" class="card form">
<p>This ends the request at once: nothing is changed, and the approvers have nothing left to decide.${approved} If you
want the change after all, send a new request.</p>
${problemNote(problem)}
${field}
${nonceField(nonce)}
<div class="buttons"><button class="cancel"><span aria-hidden="true">✗ </span>Take the request back</button></div>
</form>
</section>`;
}

/** What stands in the form's place while the changes are applied. */
export function tooLateNote(): Html {
  return html`<section aria-labelledby="take-back">
<h2 id="take-back">Too late to take it back</h2>
<p>The request is approved and its changes are being applied: stopping now could leave some contacts changed and others
not. If you do not want the change any more, send a new request that undoes it.</p>
</section>`;
}
