import type { AccountNews } from '../domain/organization/organization-event.ts';

/** The reason of a baseline request, which its approvers read. */
export function baselineReason(accountId: string, news: AccountNews): string {
  return `The account ${accountId} ${newsText(news)}. These are the contacts that the policy defines for it.`;
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
  }
}
