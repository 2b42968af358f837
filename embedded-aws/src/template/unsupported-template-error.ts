/** The template uses something that the embedded AWS doesn't support. */
export class UnsupportedTemplateError extends Error {
  override readonly name = 'UnsupportedTemplateError';

  constructor(what: string) {
    super(`The template uses ${what}, which the embedded AWS does not support`);
  }
}
