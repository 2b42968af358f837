import { vi } from 'vitest';
import { publicKeyOf, signedWith } from '../../aws/fake-kms.ts';

export function reset(): void {
  sign.mockClear();
}

export const sign = vi.fn(async <Statement extends object>(alias: string, statement: Statement) =>
  signedWith(alias, statement),
);

export const readPublicKey = vi.fn(async (alias: string) => publicKeyOf(alias));
