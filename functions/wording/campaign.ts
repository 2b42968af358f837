import type { Contact } from '../../schemas/compiled/contact.js';
import type { PolicySchema } from '../../schemas/compiled/policy-schema.js';
import type { CampaignState } from '../domain/campaign/campaign-control.ts';
import type { ChangeGroup, PlanSummary } from '../domain/campaign/campaign-plan.ts';
import type { CampaignProgress } from '../domain/campaign/campaign-progress.ts';
import type { ShownGroup } from '../domain/campaign/shown-groups.ts';
import type { PlanSearch } from '../domain/campaign/shown-plan.ts';
import { ALTERNATE_CONTACT_TYPES, CONTACT_FIELDS } from '../domain/contact/contact.ts';
import type { CampaignCounts } from '../domain/ledger/events.ts';
import { errorLine } from '../domain/outcome/caught-error.ts';
import { waitSeconds } from '../domain/policy/policy.ts';
import { contactWords } from './contact.ts';
import { counted, numberText } from './counted.ts';
import { FIELD_LABELS, fieldText } from './diff.ts';
import type { Look } from './status.ts';
import { aboutText, durationText, utcText } from './time.ts';

/** `SECURITY of 1,204 accounts: not set → SOC`: what a group of changes does. */
export function groupText(group: ShownGroup): string {
  return `${groupPlaceText(group)}: ${groupChangeText(group)}`;
}

/** `SECURITY of 1,204 accounts` */
export function groupPlaceText({
  alternateContactType,
  count,
}: Pick<ShownGroup, 'alternateContactType' | 'count'>): string {
  return `${alternateContactType} of ${counted(count, 'account')}`;
}

/** `not set → SOC`, `SOC → removed`, or of a contact that keeps its name `SOC (E-mail, Phone changed)`. */
export function groupChangeText(change: Pick<ShownGroup, 'before' | 'after'>): string {
  const { before, after, note } = groupSides(change);
  return `${before === undefined ? '' : `${before} → `}${after}${note === undefined ? '' : ` (${note})`}`;
}

/** What a contact is called before and after, and where mail goes afterwards; the name before is missing if it is not to be seen, or stays the same. */
export function groupSides({ before, after }: Pick<ShownGroup, 'before' | 'after'>): GroupSides {
  const end = after
    ? { after: nameOf(after), address: fieldText('emailAddress', after.emailAddress) }
    : { after: 'removed' };
  if (before === 'hidden') return end;
  if (before && after && before.name === after.name) return { ...end, note: `${changedFields(before, after)} changed` };
  return { before: before ? nameOf(before) : 'not set', ...end };
}

export interface GroupSides {
  before?: string;
  after: string;
  /** The e-mail address afterwards; missing if there is no contact then. */
  address?: string;
  /** Which fields change of a contact that keeps its name. */
  note?: string;
}

/** `12 accounts lose their BILLING contact.`: a sentence for each type of contact that is removed from accounts. */
export function removalTexts(
  groups: Pick<ChangeGroup, 'alternateContactType' | 'after' | 'count'>[],
  removed: number,
): string[] {
  const removals = groups.filter(({ after }) => after === null);
  const texts = ALTERNATE_CONTACT_TYPES.flatMap((type) => {
    const count = sum(removals.filter((group) => group.alternateContactType === type));
    return count === 0 ? [] : [`${losers(count)} their ${type} contact.`];
  });
  const others = removed - sum(removals);
  return others > 0 ? [...texts, `${losers(others, texts.length > 0)} a contact.`] : texts;
}

/** `10,000 changes in 3,334 accounts, in 20 groups.` */
export function scopeText({ count, accounts }: Pick<PlanSummary, 'count' | 'accounts'>, groups: number): string {
  return `${counted(count, 'change')} in ${counted(accounts, 'account')}, in ${counted(groups, 'group')} of equal changes.`;
}

/** `3 changes of accounts with “prod”.`, or how many of them are shown. */
export function searchText({ query, all, shown }: Omit<PlanSearch, 'groups'>): string {
  if (all === 0) return `No change of an account with “${query}”.`;
  const part = shown < all ? ` The first ${numberText(shown)} are shown.` : '';
  return `${counted(all, 'change')} of accounts with “${query}”.${part}`;
}

/** How the policy has campaigns applied. */
export type CampaignRules = NonNullable<PolicySchema['campaigns']>;

/** What approvers should know of how the changes are applied; nothing if they are simply applied. */
export function rulesText({ canary, stopAt }: CampaignRules = {}): string | undefined {
  const first =
    canary &&
    `The first ${canary.changes === 1 ? 'change goes' : `${numberText(canary.changes)} changes go`} alone. The others wait ${waitText(canary.resumeAfter)}.`;
  const stop = stopAt && `If more than ${stopAt.replace('%', ' %')} of the changes fail, it stops by itself.`;
  return [first, stop].filter(Boolean).join(' ') || undefined;
}

function waitText(resumeAfter: string | undefined): string {
  const until = 'until the requester or an approver lets them go on';
  return resumeAfter === undefined
    ? until
    : `${until}, or for ${durationText(waitSeconds(resumeAfter) * 1000, 2)} if nothing failed`;
}

/** Contacts that could not be read, each with why. */
export function unreadableTexts(unreadable: PlanSummary['unreadable']): string[] {
  return unreadable.map((contact) => `${contactWords(contact)}: ${errorLine(contact.error)}`);
}

/** What a campaign is doing, and what that means for who follows it. */
export function stateWords({ state, isWaiting, resumesAt, all }: CampaignProgress): StateWords {
  if (!isWaiting) return STATE_WORDS[state];
  const until = resumesAt === undefined ? '' : ` On ${utcText(resumesAt)} they go on by themselves.`;
  return {
    ...{ symbol: '‖', tone: 'quiet', label: 'Waiting after the first changes' },
    sentence: `The others of the ${counted(all, 'change')} wait until somebody lets them go on.${until}`,
  };
}

export interface StateWords extends Look {
  label: string;
  sentence: string;
}

const STATE_WORDS: Record<CampaignState, StateWords> = {
  canary: {
    symbol: '▸',
    tone: 'good',
    label: 'Running',
    sentence: 'The first changes are being applied, alone. The others wait for what becomes of them.',
  },
  running: {
    symbol: '▸',
    tone: 'good',
    label: 'Running',
    sentence: 'The changes are being applied, each at its turn.',
  },
  paused: { symbol: '‖', tone: 'quiet', label: 'Paused', sentence: 'Changes that had begun end. No other begins.' },
  stopped: {
    ...{ symbol: '!', tone: 'bad', label: 'Stopped' },
    sentence: 'Too many changes have failed. Find out why. Then let the others go on, or cancel them.',
  },
  cancelled: {
    symbol: '–',
    tone: 'quiet',
    label: 'Cancelled',
    sentence: 'Changes that had begun end. No other begins.',
  },
};

/** `1,204 of 10,000 applied, 12 failed, 1 conflict: about 28 minutes left` */
export function campaignProgressText(progress: CampaignProgress): string {
  const { applied, all, state, secondsLeft, left } = progress;
  const time = state === 'running' && secondsLeft !== undefined && left > 0 ? `: ${aboutText(secondsLeft)} left` : '';
  return [`${numberText(applied)} of ${numberText(all)} applied`, ...missedTexts(progress)].join(', ') + time;
}

/** `1,187 changes applied, 12 failed, 5 conflicts`: what became of the changes of a campaign. */
export function countsText(counts: CampaignCounts): string {
  return [`${counted(counts.applied, 'change')} applied`, ...missedTexts(counts)].join(', ');
}

function missedTexts({ failed, conflicts, cancelled }: CampaignCounts): string[] {
  return [
    ...(failed > 0 ? [`${numberText(failed)} failed`] : []),
    ...(conflicts > 0 ? [counted(conflicts, 'conflict')] : []),
    ...(cancelled > 0 ? [`${numberText(cancelled)} cancelled`] : []),
  ];
}

function nameOf({ name }: Contact): string {
  return fieldText('name', name);
}

function changedFields(before: Contact, after: Contact): string {
  return CONTACT_FIELDS.filter((field) => before[field] !== after[field])
    .map((field) => FIELD_LABELS[field])
    .join(', ');
}

function losers(count: number, areOthers = false): string {
  return `${numberText(count)} ${areOthers ? 'more ' : ''}${count === 1 ? 'account loses' : 'accounts lose'}`;
}

function sum(groups: Pick<ChangeGroup, 'count'>[]): number {
  return groups.reduce((total, { count }) => total + count, 0);
}
