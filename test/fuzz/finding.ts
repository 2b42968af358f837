/** What an input must not cause. */
export const KINDS = ['5xx', 'crash', 'slow', 'raw echo', 'half-done'] as const;

export interface Finding {
  kind: (typeof KINDS)[number];
  /** The number of the input, if that is known. */
  index: number | undefined;
  what: string;
}
