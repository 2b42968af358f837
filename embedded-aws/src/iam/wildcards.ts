/** There are few patterns, and each call is checked against many of them. */
const compiled = new Map<string, RegExp>();

/** Whether a text matches a pattern with IAM's wildcards: `*` for any text, `?` for one character. */
export function matchesWildcards(pattern: string, text: string): boolean {
  const known = compiled.get(pattern);
  if (known) return known.test(text);
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  const expression = new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
  compiled.set(pattern, expression);
  return expression.test(text);
}
