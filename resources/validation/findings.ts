/** What a check finds in a template. */
export interface Findings {
  problems: string[];
  /** What is accepted in spite of it, each with its reason. */
  accepted: string[];
}

/** Sets apart what a list accepts: findings that begin with one of its keys. */
export function accept(found: string[], reasons: Record<string, string>): Findings {
  const keyOf = (finding: string) => Object.keys(reasons).find((key) => finding.startsWith(key));
  const keys = new Set(found.flatMap((finding) => keyOf(finding) ?? []));
  return {
    problems: found.filter((finding) => keyOf(finding) === undefined),
    accepted: [...keys].map((key) => `${key.trim()}, because ${reasons[key]}`),
  };
}
