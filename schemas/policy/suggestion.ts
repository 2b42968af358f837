/** Longer lists are no help. */
const MOST_NAMED = 15;

/** What a misspelt word should be: `did you mean "leads"?`, or all there is to choose from. Nothing when that is too much. */
export function suggestion(word: string, candidates: string[], kind: string): string | undefined {
  const nearest = nearestOf(word, candidates);
  if (nearest !== undefined) return `did you mean "${nearest}"?`;
  if (candidates.length === 0 || candidates.length > MOST_NAMED) return undefined;
  return `known ${kind}: ${candidates.join(', ')}`;
}

/** The candidate that is spelt most alike, if one is. */
export function nearestOf(word: string, candidates: string[]): string | undefined {
  const allowed = Math.max(1, Math.floor(word.length / 3));
  const near = candidates
    .map((candidate) => ({ candidate, edits: editsBetween(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ edits }) => edits <= allowed);
  return near.toSorted((left, right) => left.edits - right.edits)[0]?.candidate;
}

/** Levenshtein distance. */
function editsBetween(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [i, character] of [...left].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...right].entries()) {
      const replaced = (row[j] ?? 0) + (character === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
