/** `1 contact`, `2 contacts`, `1,204 contacts`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${numberText(count)} ${count === 1 ? noun : plural}`;
}

/** `1,204`: a number as people read it. */
export function numberText(count: number): string {
  return count.toLocaleString('en-US');
}
