import { QUERY_CHARACTERS } from '../../domain/campaign/plan-index.ts';
import type { PlanSearch, ShownPlan } from '../../domain/campaign/shown-plan.ts';
import { type CampaignRules, rulesText, searchText } from '../../wording/campaign.ts';
import { type Html, html } from '../parts/html.ts';
import { groupCard } from './group-card.ts';
import { planSection } from './plan-section.ts';

/** The plan of a campaign on the page of an approver. */
export interface ApproverCampaign {
  plan: ShownPlan;
  linkSecret: string;
  /** How the policy has it applied. */
  rules: CampaignRules | undefined;
}

/** The section that compares all contacts before and after, with the search and the whole plan to download. */
export function approverPlan(
  { plan: { summary, search }, linkSecret, rules }: ApproverCampaign,
  heading: string,
): Html {
  const how = rulesText(rules);
  const tools = html`${how !== undefined && html`<p>How it is applied: ${how}</p>`}
${planSearch(search, linkSecret)}`;
  return planSection({ heading, summary, groups: summary.groups, tools });
}

/** The search works by opening the page anew, and changes nothing. */
function planSearch(search: PlanSearch | undefined, linkSecret: string): Html {
  return html`<form method="get" action="${linkSecret}#search" role="search" class="card form search" id="search">
<label for="q">Find accounts</label>
<span class="hint" id="q-hint">By name, id, organizational unit or type of contact.</span>
<div class="search-field"><input id="q" name="q" type="search" maxlength="${QUERY_CHARACTERS}" value="${search?.query}" autocomplete="off" aria-describedby="q-hint"><button>Search</button></div>
<p><a href="${linkSecret}/plan.csv">Download the whole plan as CSV</a></p>
</form>
${search && foundMarkup(search, linkSecret)}`;
}

function foundMarkup(search: PlanSearch, linkSecret: string): Html {
  return html`<div class="found" role="region" aria-label="What the search has found">
<p role="status">${searchText(search)} <a href="${linkSecret}#changes">Show all</a></p>
${search.groups.map((group, index) => groupCard(group, `found-${index + 1}`, true))}
</div>`;
}
