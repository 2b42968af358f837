import { vi } from 'vitest';
import type { SentCode } from '../../../../functions/domain/approval/one-time-code.ts';

/** The codes by the SHA-256 of their link's secret. */
export const codes = new Map<string, SentCode>();

export function reset(): void {
  codes.clear();
  for (const call of [readCode, putCode, takeTry, spendCode]) call.mockReset();
}

export const readCode = vi.fn(async (linkHash: string) => structuredClone(codes.get(linkHash)));

export const putCode = vi.fn(async (linkHash: string, code: SentCode, before: SentCode | undefined) => {
  if (codes.get(linkHash)?.codeHash !== before?.codeHash) return false;
  codes.set(linkHash, code);
  return true;
});

export const takeTry = vi.fn(async (linkHash: string, { codeHash }: SentCode) => {
  const code = codes.get(linkHash);
  if (code?.codeHash !== codeHash || code.triesLeft <= 0) return false;
  codes.set(linkHash, { ...code, triesLeft: code.triesLeft - 1 });
  return true;
});

export const spendCode = vi.fn(async (linkHash: string, { codeHash }: SentCode) => {
  const code = codes.get(linkHash);
  if (code?.codeHash === codeHash) codes.set(linkHash, { ...code, triesLeft: 0 });
});
