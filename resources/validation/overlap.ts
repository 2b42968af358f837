/** Whether some ARN matches both patterns: a wildcard stays within its part of the ARN, but for the last. */
export function arnsOverlap(left: string, right: string): boolean {
  if (left === '*' || right === '*') return true;
  const others = partsOf(right);
  return partsOf(left).every((part, index) => overlap(part, others[index] ?? ''));
}

/** Partition, service, region, account and the resource, after `arn`. */
function partsOf(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

/** Whether some text matches both patterns, in which `*` stands for any characters, or for none. */
export function overlap(left: string, right: string): boolean {
  // For each position in `right`, whether the part of `left` so far can end there.
  let ends = Array.from({ length: right.length + 1 }, (_, index) => /^\**$/.test(right.slice(0, index)));
  for (const letter of left) ends = letter === '*' ? afterWildcard(ends) : afterLetter(ends, letter, right);
  return ends[right.length] ?? false;
}

function afterWildcard(ends: boolean[]): boolean[] {
  const first = ends.indexOf(true);
  return ends.map((_, index) => first >= 0 && index >= first);
}

/** A wildcard of `right` takes the letter and stays, or has taken its last one. */
function afterLetter(ends: boolean[], letter: string, right: string): boolean[] {
  const next: boolean[] = [];
  for (let index = 0; index <= right.length; index += 1) {
    const previous = right[index - 1];
    const isTaken = previous === '*' ? ends[index] || ends[index - 1] : previous === letter && ends[index - 1];
    next.push(Boolean(isTaken) || (previous === '*' && Boolean(next[index - 1])));
  }
  return next;
}
