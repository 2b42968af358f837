import type { Vote } from '../domain/approval.ts';
import type { RequestRecord } from '../domain/request-record.ts';
import { type Html, html } from './html.ts';
import { utcText } from './time-text.ts';
import { type ApproverView, approverViews, ruleTexts, voteText } from './voting-view.ts';

/** The section that tells who was asked, who voted what and when, and how many approvals each rule needs. */
export function votesSection(record: RequestRecord, you: string): Html {
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

function approverItem({ approver, vote }: ApproverView, you: string): Html {
  const { symbol, label } = voteText(vote);
  return html`<li class="${voteTone(vote)}"><span class="badge" aria-hidden="true">${symbol}</span><div>
<p><bdi>${approver}</bdi>${approver === you && ' (you)'} <strong>${label}</strong>${vote && html` <span class="quiet">${timeMarkup(vote.at)}</span>`}</p>
${vote?.comment.trim() && html`<p class="comment text" dir="auto">${vote.comment}</p>`}
</div></li>
`;
}

function voteTone(vote: Vote | undefined): string {
  if (!vote) return 'quiet-vote';
  return vote.decision === 'approve' ? 'good' : 'bad';
}
