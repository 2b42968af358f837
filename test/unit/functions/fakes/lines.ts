import { vi } from 'vitest';
import type { Reservation } from '../../../../functions/aws/lines.ts';
import { type Line, type LineName, offsetOf } from '../../../../functions/domain/pace/line.ts';
import type { Turn } from '../../../../functions/domain/pace/turn.ts';

/** The lines that somebody stands in. A test may put one here. */
export const lines = new Map<LineName, Line>();

/** What was reserved, in order. */
export const reservations: Reservation[] = [];

export function reset(): void {
  lines.clear();
  reservations.length = 0;
  for (const call of [reserve, readLine, takeFirstTurn, slowDown, keepPace]) call.mockReset();
}

/** Both lanes are one here: who comes first goes first. An idle line lends nothing. */
export const reserve = vi.fn(async (reservation: Reservation): Promise<Turn> => {
  reservations.push(reservation);
  const { line, lane, length } = reservation;
  const before = lines.get(line) ?? {
    frontEnd: 0,
    backEnd: 0,
    pushed: 0,
    shifted: 0,
    firstEnd: 0,
    slowness: 100,
    slowedAt: 0,
  };
  const at = Math.max(Date.now(), before.backEnd);
  lines.set(line, { ...before, frontEnd: at + length, backEnd: at + length });
  return { line, lane, at, offset: offsetOf(before, lane) };
});

export const readLine = vi.fn(async (line: LineName): Promise<Line | undefined> => structuredClone(lines.get(line)));

/** Nobody else goes first. */
export const takeFirstTurn = vi.fn(async (_line: LineName, _length: number): Promise<number | undefined> => Date.now());

export const slowDown = vi.fn(async (_line: LineName, _length: number): Promise<void> => undefined);

export const keepPace = vi.fn(async (_line: LineName, _found: Line, _length: number): Promise<void> => undefined);
