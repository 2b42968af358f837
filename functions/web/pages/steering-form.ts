import { CANCELLATION_COMMENT_CHARACTERS } from '../../../schemas/compiled/limits.js';
import type { CampaignProgress } from '../../domain/campaign/campaign-progress.ts';
import { commentField, type FormState, nonceField, problemNote } from '../parts/form-field.ts';
import { type Html, html } from '../parts/html.ts';

/** The form that pauses a campaign, lets it go on, or cancels what is left of it. It posts to the page's own URL. */
export function steeringForm({ state, left }: CampaignProgress, { nonce, problem, comment }: FormState): Html {
  const field = commentField({
    label: 'Comment',
    condition: 'optional',
    hint: 'Why. The approvers can read it.',
    characters: CANCELLATION_COMMENT_CHARACTERS,
    problem,
    comment,
  });
  const isHeld = state !== 'running';
  return html`<section aria-labelledby="steer">
<h2 id="steer" tabindex="-1">${isHeld ? 'Go on, or cancel' : 'Pause, or cancel'}</h2>
<form method="post" class="card form">
<p>${isHeld ? RESUME : PAUSE} ${CANCEL}</p>
${problemNote(problem)}
${field}
${nonceField(nonce)}
<div class="buttons">
${isHeld ? html`<button class="approve" name="action" value="resume">Go on</button>` : html`<button class="pause" name="action" value="pause">Pause</button>`}
<button class="cancel" name="action" value="cancel"${left === 0 && html` disabled`}><span aria-hidden="true">✗ </span>Cancel the rest</button>
</div>
</form>
</section>`;
}

const PAUSE = 'While it is paused, no change begins. You can let it go on at any time.';
const RESUME = 'If you let it go on, the changes that are left are applied, each at its turn.';
const CANCEL = 'If you cancel the rest, what is applied stays so, and nothing else is changed. That is for good.';
