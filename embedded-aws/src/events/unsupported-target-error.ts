/** A rule's target is, or asks for, something that the embedded AWS does not have. */
export class UnsupportedTargetError extends Error {
  override readonly name = 'UnsupportedTargetError';

  constructor(rule: string, what: string) {
    super(`The rule ${rule} has ${what}, which the embedded AWS does not support`);
  }
}
