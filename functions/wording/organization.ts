import type { Account } from '../../schemas/compiled/account.js';
import type { DriftedContact } from '../domain/organization/finding.ts';
import type { AccountNews } from '../domain/organization/organization-event.ts';
import { accountText } from './account.ts';

/** The reason of a baseline request, which its approvers read. */
export function baselineReason(account: Account, news: AccountNews): string {
  return `The account ${accountText(account)} ${newsText(news)}. These are the contacts that the policy defines for it.`;
}

function newsText(news: AccountNews): string {
  switch (news.type) {
    case 'found':
      return 'is new in the organization, which no event has reported';
    case 'created':
      return 'was created';
    case 'createdByControlTower':
      return 'was created by AWS Control Tower';
    case 'updatedByControlTower':
      return 'was updated by AWS Control Tower';
    case 'joined':
      return 'joined the organization';
    case 'moved':
      return `was moved to ${news.to}`;
    case 'tagged':
      return 'has other tags';
  }
}

/** The reason of a request because of a contact that somebody else has changed. */
export function driftReason(account: Account, { alternateContactType, answer }: DriftedContact): string {
  const changed = `Somebody has changed the ${alternateContactType} contact of the account ${accountText(account)} outside of this service.`;
  return answer === 'revert'
    ? `${changed} This is the contact that it should have.`
    : `${changed} If you approve, the contact may stay as it is now, although the policy defines another one.`;
}
