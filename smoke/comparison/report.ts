import type { Recorded } from '../recording/transcript.ts';
import type { Difference } from './compare.ts';

export interface Run {
  /** Where it ran: never an account id. */
  place: { partition: string; region: string; runsIn: string };
  /** Of the repository. */
  commit: string;
  node: string;
  /** Each check and step that failed, without personal data. */
  failures: { title: string; message: string }[];
  differences: Difference[];
}

interface MergedDifference extends Difference {
  /** Other steps in which the same was found. */
  alsoIn: string[];
}

/** The report of a run as Markdown, fit for an issue. */
export function reportText({ place, commit, node, failures, differences }: Run): string {
  const steps = Map.groupBy(merged(differences), ({ step }) => step);
  return [
    '# Smoke run: AWS compared with the embedded AWS',
    `Commit ${commit}, Node.js ${node}, partition ${place.partition}, region ${place.region}, in the ${place.runsIn}.`,
    ...section(
      'What failed',
      failures.map(({ title, message }) => `- **${title}**: ${message}`),
    ),
    '## Differences',
    differences.length === 0 ? 'None.' : [...steps].map(stepText).join('\n\n'),
    '',
  ].join('\n\n');
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : [`## ${title}`, lines.join('\n')];
}

/** What differs in several steps in the same way is told once. */
function merged(differences: Difference[]): MergedDifference[] {
  const alike = Map.groupBy(differences, ({ step: _, ...rest }) => JSON.stringify(rest));
  return [...alike.values()].flatMap(([first, ...others]) =>
    first
      ? [{ ...first, alsoIn: [...new Set(others.map(({ step }) => step))].filter((step) => step !== first.step) }]
      : [],
  );
}

function stepText([step, differences]: [string, MergedDifference[]]): string {
  return [`### ${step}`, ...differences.map(differenceText)].join('\n\n');
}

function differenceText({ what, path, found, expected, alsoIn }: MergedDifference): string {
  const place = path === '' ? what : `${what}, \`${path}\``;
  const others = alsoIn.length === 0 ? [] : [`  - also in: ${alsoIn.join('; ')}`];
  return [`- ${place}`, `  - AWS: ${shown(found)}`, `  - embedded: ${shown(expected)}`, ...others].join('\n');
}

function shown(value: Recorded | undefined): string {
  return value === undefined ? 'nothing' : `\`${JSON.stringify(value).replaceAll('`', "'")}\``;
}
