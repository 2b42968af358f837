/** What secrets contain when the stack starts. */
export interface SecretValues {
  /** The first value of a secret that the template declares. */
  declared(name: string): string;
  /** The value under a key of a secret that an operator creates before the stack. */
  external(key: string): string;
}
