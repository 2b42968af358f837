import { vi } from 'vitest';
import type { LinkKind, PageLink } from '../../../../functions/aws/page-links.ts';
import { linkHash } from '../../../../functions/domain/approval/page-link.ts';
import { records } from './request-table.ts';

/** The links by the SHA-256 of their secret. They lead to the records of the fake table. */
export const links = new Map<string, PageLink>();

export function reset(): void {
  links.clear();
  for (const call of [putLink, openLink]) call.mockReset();
}

export const putLink = vi.fn(async (secretHash: string, link: PageLink) => {
  links.set(secretHash, link);
});

export const openLink = vi.fn(async (kind: LinkKind, secret: string, now: Date) => {
  const link = links.get(linkHash(secret));
  const record = structuredClone(link && records.get(link.requestKey));
  const isCurrent = link?.kind === kind && link.ttl > now.getTime() / 1000;
  return record && isCurrent ? { holder: link.holder, record } : undefined;
});
