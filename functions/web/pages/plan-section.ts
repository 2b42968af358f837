import type { PlanSummary } from '../../domain/campaign/campaign-plan.ts';
import { FEW_ACCOUNTS, foldGroups, type ShownGroup } from '../../domain/campaign/shown-groups.ts';
import { removalTexts, scopeText, unreadableTexts } from '../../wording/campaign.ts';
import { counted, numberText } from '../../wording/counted.ts';
import { type Html, html } from '../parts/html.ts';
import { groupCard } from './group-card.ts';

/** More groups are counted: a page must open fast on a phone. */
const SHOWN_GROUPS = 60;

/** More contacts that could not be read are counted. */
const SHOWN_UNREADABLE = 10;

export interface PlanSectionParts {
  heading: string;
  summary: PlanSummary;
  groups: ShownGroup[];
  /** What stands between the figures and the groups, such as the search. */
  tools?: Html;
}

/** The section that compares all the contacts of a campaign before and after: equal changes of many accounts are one group. */
export function planSection({ heading, summary, groups, tools }: PlanSectionParts): Html {
  const { many, few, further } = foldGroups(groups, SHOWN_GROUPS);
  const rest = { groups: further.groups + summary.further.groups, changes: further.changes + summary.further.changes };
  return html`<section aria-labelledby="changes">
<h2 id="changes">${heading}</h2>
<p>${scopeText(summary, groups.length + summary.further.groups)}</p>
${removalTexts(groups, summary.removed).map(dangerNote)}
${asideNotes(summary)}
${tools}
${many.map((group, index) => groupCard(group, `group-${index + 1}`))}
${few.length > 0 && exceptions(few)}
${rest.groups > 0 && html`<p>Not shown here: ${counted(rest.groups, 'more group')} with ${counted(rest.changes, 'change')}.</p>`}
</section>`;
}

/** What must not be overlooked, in red. */
function dangerNote(text: string): Html | undefined {
  return html`<p class="problem"><span class="sign" aria-hidden="true">!</span>${text}</p>`;
}

/** What is not asked about: contacts that are as wanted already, and those that could not be read. */
function asideNotes({ inPlace, unreadable, unreadableCount }: PlanSummary): Html {
  const shown = unreadableTexts(unreadable.slice(0, SHOWN_UNREADABLE));
  const further = unreadableCount - shown.length;
  return html`${inPlace > 0 && html`<p class="quiet">${counted(inPlace, 'other contact')} of the request ${isOrAre(inPlace)} as asked already.</p>`}
${
  unreadableCount > 0 &&
  html`<details><summary>${counted(unreadableCount, 'contact')} could not be read, and ${isOrAre(unreadableCount)} left alone</summary>
<ul>${shown.map((text) => html`<li><bdi>${text}</bdi></li>`)}</ul>
${further > 0 && html`<p>and ${numberText(further)} more</p>`}</details>`
}`;
}

function isOrAre(count: number): string {
  return count === 1 ? 'is' : 'are';
}

function exceptions(groups: ShownGroup[]): Html {
  return html`<h3 class="exceptions">${counted(groups.length, 'exception')}</h3>
<p class="quiet">Changes that no more than ${FEW_ACCOUNTS} accounts share.</p>
${groups.map((group, index) => groupCard(group, `exception-${index + 1}`))}`;
}
