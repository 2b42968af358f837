import type { RequestRecord } from '../domain/request-record.ts';
import { type Html, html } from './html.ts';
import { utcText } from './time-text.ts';
import { type ApproverView, approverViews, ruleTexts } from './voting-view.ts';

/**
 * The section that tells who was asked, who voted what and when, whom no mail reached, and how many approvals each rule
 * needs.
 * @param you the approver who looks at it, if one does
 */
export function votesSection(record: RequestRecord, you?: string): Html {
  const approvers = approverViews(record);
  if (approvers.length === 0) return html``;
  return html`<section aria-labelledby="approvals">
<h2 id="approvals">Approvals</h2>
${ruleTexts(record).map((text) => html`<p>${text}</p>`)}
<ul role="list" class="card votes">
${approvers.map((view) => approverItem(view, you))}
</ul>
</section>`;
}

/** A time for people and for machines. */
export function timeMarkup(iso: string): Html {
  return html`<time datetime="${iso}">${utcText(iso)}</time>`;
}

/** What somebody said with what they did; nothing where they said nothing. */
export function commentMarkup(comment: string | undefined): Html | undefined {
  return comment?.trim() ? html`<p class="comment text" dir="auto">${comment}</p>` : undefined;
}

function approverItem({ approver, vote, isEscalated, symbol, tone, label, why }: ApproverView, you?: string): Html {
  return html`<li class="tone-${tone}"><span class="badge" aria-hidden="true">${symbol}</span><div>
<p><bdi>${approver}</bdi>${approver === you && ' (you)'} <strong>${label}</strong>${why && html`: ${why}`}${vote && html` <span class="quiet">${timeMarkup(vote.at)}</span>`}</p>
${isEscalated && html`<p class="quiet">Joined by escalation.</p>`}
${commentMarkup(vote?.comment)}
</div></li>
`;
}
