import { counted } from '../../functions/wording/counted.ts';
import type { AcceptedFinding, Findings } from './findings.ts';

/** What a check has found, in lines for the terminal. */
export function reportLines(check: string, { problems, accepted }: Findings): string[] {
  return [
    `${check}: ${problems.length === 0 ? 'valid' : counted(problems.length, 'problem')}`,
    ...accepted.flatMap(acceptedLines),
    ...problems.map((problem) => `    problem: ${problem}`),
  ];
}

/** What comes of all checks. */
export function conclusion(problems: number): string {
  if (problems === 0) return 'Everything is valid.';
  return `Not valid: ${counted(problems, 'problem')}, listed above. Nothing was deployed.`;
}

function acceptedLines({ finding, more, reason }: AcceptedFinding): string[] {
  const others = more === 0 ? '' : ` (and ${more} more of this kind)`;
  return [`    accepted: ${finding}${others}`, `      because ${reason}`];
}
