/** A line that one of two lists has and the other lacks at this place. */
export interface SequenceDifference {
  /** Such as `after TaskStateEntered ValidateRequest`. */
  place: string;
  values: { found: string } | { expected: string };
}

/** What was taken out of one list and put in to make the other, by the longest lines that both have in the same order. */
export function sequenceDifferences(found: string[], expected: string[]): SequenceDifference[] {
  const lengths = commonLengths(found, expected);
  const differences: SequenceDifference[] = [];
  let [i, j] = [0, 0];
  while (i < found.length || j < expected.length) {
    const [ours, theirs] = [found[i], expected[j]];
    const place = i === 0 ? 'at the start' : `after ${found[i - 1]}`;
    if (ours !== undefined && ours === theirs) {
      i += 1;
      j += 1;
    } else if (
      theirs === undefined ||
      (ours !== undefined && lengthAt(lengths, i + 1, j) >= lengthAt(lengths, i, j + 1))
    ) {
      differences.push({ place, values: { found: ours ?? '' } });
      i += 1;
    } else {
      differences.push({ place, values: { expected: theirs } });
      j += 1;
    }
  }
  return differences;
}

/** The length of the longest common list of what is left from each place on. */
function commonLengths(one: string[], other: string[]): number[][] {
  const lengths = Array.from({ length: one.length + 1 }, () => new Array<number>(other.length + 1).fill(0));
  for (let i = one.length - 1; i >= 0; i -= 1) {
    for (let j = other.length - 1; j >= 0; j -= 1) {
      const row = lengths[i];
      if (!row) continue;
      row[j] =
        one[i] === other[j]
          ? lengthAt(lengths, i + 1, j + 1) + 1
          : Math.max(lengthAt(lengths, i + 1, j), lengthAt(lengths, i, j + 1));
    }
  }
  return lengths;
}

function lengthAt(lengths: number[][], i: number, j: number): number {
  return lengths[i]?.[j] ?? 0;
}
