/** What a deleted stack has kept cannot be imported with the template; the message names the resource. */
export class ImportRefusedError extends Error {
  override readonly name = 'ImportRefusedError';
}
