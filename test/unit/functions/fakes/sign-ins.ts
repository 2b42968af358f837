import { vi } from 'vitest';
import type { SignInPlace, StoredSignIn } from '../../../../functions/aws/sign-ins.ts';

/** The sign-ins by browser and link. */
export const signIns = new Map<string, StoredSignIn>();

export function reset(): void {
  signIns.clear();
  for (const call of [putSignIn, readSignIn]) call.mockReset();
}

export const putSignIn = vi.fn(async (place: SignInPlace, signIn: StoredSignIn) => {
  signIns.set(keyOf(place), signIn);
});

export const readSignIn = vi.fn(async (place: SignInPlace) => structuredClone(signIns.get(keyOf(place))));

function keyOf({ browserSecret, linkSecret }: SignInPlace): string {
  return `${linkSecret} ${browserSecret}`;
}
