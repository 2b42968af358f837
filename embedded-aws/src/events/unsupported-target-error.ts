/** A rule's target is, or needs, something that the embedded AWS doesn't support. */
export class UnsupportedTargetError extends Error {
  override readonly name = 'UnsupportedTargetError';

  constructor(rule: string, what: string) {
    super(`The rule ${rule} has ${what}, which the embedded AWS does not support`);
  }
}
