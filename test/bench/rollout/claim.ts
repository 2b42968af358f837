import { type Results, singlesOf } from './results.ts';

/** The README's claim: how fast single requests at once are applied, by how many there are, and what is lost. */
export function claimOf(results: Results): string {
  const sizes = [...Map.groupBy(singlesOf(results), ({ requests }) => requests)].map(([requests, same], index) => {
    const most = Math.max(...same.map(({ applyPhase, minimum }) => applyPhase / minimum));
    const take = `take ${most.toFixed(2)} times`;
    const number = requests.toLocaleString('en');
    return index === 0
      ? `${number} requests at once ${take} what the quota of writes alone needs`
      : `${number} ${take}`;
  });
  const lost = results.cases.reduce((sum, result) => sum + result.lost.length, 0);
  const losses = lost === 0 ? 'and none is lost' : `and ${lost} changes are lost`;
  return `. ${[...sizes, losses].join(', ')}`;
}
