import { vi } from 'vitest';
import type { IntakeProof } from '../../../../functions/aws/intake-proofs.ts';

/** The proofs so far, in order. */
export const proofs: { detail: object; provenBy: IntakeProof }[] = [];

export function reset(): void {
  proofs.length = 0;
  for (const call of [putProof, readProof]) call.mockReset();
}

export const putProof = vi.fn(async (detail: object, provenBy: IntakeProof) => {
  proofs.push({ detail, provenBy });
});

export const readProof = vi.fn(
  async (detail: object) => proofs.find((proof) => JSON.stringify(proof.detail) === JSON.stringify(detail))?.provenBy,
);
