import type { Results } from './results.ts';

/** The README's claim: how fast the cases of so many single requests are, and what is lost; it goes on after a colon. */
export function claimOf({ cases }: Results): string {
  const of = (requests: number) => {
    const same = cases.filter((result) => result.requests === requests && result.changes === requests);
    return Math.max(...same.map(({ applyPhase, minimum }) => applyPhase / minimum)).toFixed(2);
  };
  const lost = cases.reduce((sum, result) => sum + result.lost.length, 0);
  const losses = lost === 0 ? 'none is lost' : `${lost} changes are lost`;
  return `: 1,000 requests at once take at most ${of(1000)} times what the quota of writes alone needs, 10,000 at most ${of(10_000)} times, and ${losses}`;
}
