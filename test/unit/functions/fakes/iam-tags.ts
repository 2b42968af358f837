import { vi } from 'vitest';
import type { TaggedPrincipal } from '../../../../functions/domain/policy/caller-identity.ts';

/** The values of the tags of users and roles, such as `user jane email`. */
export const tags = new Map<string, string>();

export function reset(): void {
  tags.clear();
  readPrincipalTag.mockReset();
}

export const readPrincipalTag = vi.fn(async ({ kind, name, tag }: TaggedPrincipal) =>
  tags.get(`${kind} ${name} ${tag}`),
);
