import type { RequestRecord } from '../../domain/ledger/record.ts';
import { type ApproverWords, approverWords, barredTexts, ruleTexts } from '../../wording/approver.ts';
import { type Html, html } from '../parts/html.ts';
import { timeMarkup } from '../parts/time-markup.ts';

/**
 * The section with how many approvals each rule needs, and with each approver: how they voted and when, or that no mail
 * reached them; then who is not asked because they shaped the request.
 * @param you the approver who looks at it, if one does
 */
export function votesSection(record: RequestRecord, you?: string): Html {
  const approvers = approverWords(record);
  if (approvers.length === 0) return html``;
  return html`<section aria-labelledby="approvals">
<h2 id="approvals">Approvals</h2>
${ruleTexts(record).map((text) => html`<p>${text}</p>`)}
<ul role="list" class="card votes">
${approvers.map((words) => approverItem(words, you))}
</ul>
${barredTexts(record).map((text) => html`<p class="quiet">${text}</p>`)}
</section>`;
}

/** The comment on a vote or a cancellation, if there is one. */
export function commentMarkup(comment: string | undefined): Html | undefined {
  return comment?.trim() ? html`<p class="comment text" dir="auto">${comment}</p>` : undefined;
}

function approverItem(
  { approver, vote, isEscalated, symbol, tone, label, how, why }: ApproverWords,
  you?: string,
): Html {
  return html`<li class="tone-${tone}"><span class="badge" aria-hidden="true">${symbol}</span><div>
<p><bdi>${approver}</bdi>${approver === you && ' (you)'} <strong>${label}</strong>${how && `, ${how}`}${why && html`: ${why}`}${vote && html` <span class="quiet">${timeMarkup(vote.at)}</span>`}</p>
${isEscalated && html`<p class="quiet">Added by escalation.</p>`}
${commentMarkup(vote?.comment)}
</div></li>
`;
}
