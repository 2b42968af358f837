/** The policy cannot be used; each line of the message is `file:line: what is wrong, and what would be right`. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}
