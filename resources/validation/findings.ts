/** What a check finds in a template. */
export interface Findings {
  problems: string[];
  accepted: AcceptedFinding[];
}

/** What is accepted in spite of it. */
export interface AcceptedFinding {
  /** The first finding of its kind. */
  finding: string;
  /** How many more there are of its kind. */
  more: number;
  reason: string;
}

/** Sets apart what a list accepts: findings that begin with one of its keys. */
export function accept(found: string[], reasons: Record<string, string>): Findings {
  const accepted = Object.entries(reasons).flatMap(([key, reason]) => {
    const [finding, ...more] = found.filter((each) => each.startsWith(key));
    return finding === undefined ? [] : { finding, more: more.length, reason };
  });
  const isAccepted = (finding: string) => Object.keys(reasons).some((key) => finding.startsWith(key));
  return { problems: found.filter((finding) => !isAccepted(finding)), accepted };
}
