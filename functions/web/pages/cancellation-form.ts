import { CANCELLATION_COMMENT_CHARACTERS } from '../../../schemas/compiled/limits.js';
import type { RequestRecord } from '../../domain/ledger/record.ts';
import { commentField, type FormState, nonceField, problemNote } from '../parts/form-field.ts';
import { type Html, html } from '../parts/html.ts';

/** The form that cancels the request. It posts to the page's own URL. */
export function cancellationForm(record: RequestRecord, { nonce, problem, comment }: FormState): Html {
  const approved = record.status === 'APPROVED' ? ' It is approved, but nothing has been applied yet.' : '';
  const field = commentField({
    label: 'Comment',
    condition: 'optional',
    hint: 'Why you are cancelling it. The approvers can read it.',
    characters: CANCELLATION_COMMENT_CHARACTERS,
    problem,
    comment,
  });
  return html`<section aria-labelledby="take-back">
<h2 id="take-back" tabindex="-1">Cancel the request</h2>
<form method="post" class="card form">
<p>This ends the request at once: nothing is changed, and the approvers no longer need to decide.${approved} If you want
the change after all, send a new request.</p>
${problemNote(problem)}
${field}
${nonceField(nonce)}
<div class="buttons"><button class="cancel"><span aria-hidden="true">✗ </span>Cancel the request</button></div>
</form>
</section>`;
}

/** What replaces the form while the changes are being applied. */
export function tooLateNote(): Html {
  return html`<section aria-labelledby="take-back">
<h2 id="take-back">Too late to cancel</h2>
<p>The request is approved, and its changes are being applied, each at its turn. Stopping now could leave some contacts changed
and others not. If you no longer want the change, send a new request that undoes it.</p>
</section>`;
}
