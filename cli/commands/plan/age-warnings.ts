import type { Comparison } from '../../../functions/domain/inventory/differences.ts';
import type { Sweep } from '../../../functions/domain/inventory/sweep.ts';
import { utcText } from '../../../functions/wording/time.ts';
import { progressText } from '../sweep/words.ts';

const DAY_MILLISECONDS = 86_400_000;

/** What to know about how old a look at the inventory is, and whether the latest sweep has yet to end. */
export function ageWarnings({ seen }: Pick<Comparison, 'seen'>, sweep: Sweep | undefined, now: Date): string[] {
  if (sweep && sweep.endedAt === undefined) return [`a sweep is under way: ${progressText(sweep, now)}`];
  if (!seen || now.getTime() - Date.parse(seen.first) <= DAY_MILLISECONDS) return [];
  return [
    `some of this was last read more than a day ago, the earliest at ${utcText(seen.first)}: \`contacts sweep\` reads all again`,
  ];
}
