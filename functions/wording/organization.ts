import type { Account } from '../../schemas/compiled/account.js';
import type { AccountNews } from '../domain/organization/organization-event.ts';
import { accountText } from './account.ts';

/** The reason of a baseline request, which its approvers read. */
export function baselineReason(account: Account, news: AccountNews): string {
  return `The account ${accountText(account)} ${newsText(news)}. These are the contacts that the policy defines for it.`;
}

function newsText(news: AccountNews): string {
  switch (news.type) {
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
