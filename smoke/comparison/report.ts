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

/** The report of a run as Markdown, fit for an issue. */
export function reportText({ place, commit, node, failures, differences }: Run): string {
  return [
    '# Smoke run: AWS compared with the embedded AWS',
    `Commit ${commit}, Node.js ${node}, partition ${place.partition}, region ${place.region}, in the ${place.runsIn}.`,
    ...section(
      'What failed',
      failures.map(({ title, message }) => `- **${title}**: ${message}`),
    ),
    '## Differences',
    differences.length === 0 ? 'None.' : [...stepsOf(differences)].map(stepText).join('\n\n'),
    '',
  ].join('\n\n');
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : [`## ${title}`, lines.join('\n')];
}

function stepsOf(differences: Difference[]): Map<string, Difference[]> {
  return Map.groupBy(differences, ({ step }) => step);
}

function stepText([step, differences]: [string, Difference[]]): string {
  return [`### ${step}`, ...differences.map(differenceText)].join('\n\n');
}

function differenceText({ what, path, found, expected }: Difference): string {
  const place = path === '' ? what : `${what}, \`${path}\``;
  return [`- ${place}`, `  - AWS: ${shown(found)}`, `  - embedded: ${shown(expected)}`].join('\n');
}

function shown(value: Recorded | undefined): string {
  return value === undefined ? 'nothing' : `\`${JSON.stringify(value).replaceAll('`', "'")}\``;
}
