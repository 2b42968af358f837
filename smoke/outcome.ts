import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { compareTranscripts, type Difference } from './comparison/compare.ts';
import { reportText } from './comparison/report.ts';
import { explain, type Progress } from './progress.ts';
import { Scrubber } from './recording/scrubber.ts';
import type { Transcript } from './recording/transcript.ts';
import type { Place } from './target/target.ts';

export interface Compared {
  place: Place;
  found: Transcript;
  /** What the embedded AWS answered. */
  expected: Transcript;
  repository: string;
  /** Where the report is written. */
  report: string;
  /** What else must not be in the report, and what it becomes. */
  personal: (readonly [string, string])[];
}

/** The rest is in the report. */
const PRINTED = 20;

/** Compares the two transcripts, prints how many differences there are, and writes them to the report. */
export async function compareAndReport(compared: Compared, progress: Progress): Promise<Difference[]> {
  const { place, found, expected, repository, report, personal } = compared;
  const scrubber = new Scrubber(personal);
  const differences = compareTranscripts(found, expected);
  const text = reportText({
    place: { partition: place.partition, region: place.region, runsIn: kindOf(place) },
    commit: await commitOf(repository),
    node: process.version,
    failures: progress.failures.map(({ title, error }) => ({ title, message: scrubber.scrub(explain(error)) })),
    differences,
  });
  await mkdir(dirname(report), { recursive: true });
  await writeFile(report, text);
  await writeFile(transcriptFile(report), JSON.stringify(found, null, 2));
  for (const { step, what, path } of differences.slice(0, PRINTED))
    progress.line(`${step}: ${what}${path && `, ${path}`}`);
  const count = differences.length === 0 ? 'no differences' : `${differences.length} differences`;
  progress.line(`${count}: see ${report}, and ${transcriptFile(report)} for all that was answered`);
  return differences;
}

/** All that was recorded, for whoever looks into a difference. */
function transcriptFile(report: string): string {
  return `${report.replace(/\.md$/, '')}.json`;
}

/** The kind of account that a service runs in, as the embedded AWS calls it. */
export function kindOf({ accountId, managementAccountId }: Place) {
  if (managementAccountId === undefined) return 'standalone-account';
  return accountId === managementAccountId ? 'management-account' : 'delegated-administrator';
}

async function commitOf(repository: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('git', ['rev-parse', '--short', 'HEAD'], { cwd: repository });
    return stdout.trim();
  } catch {
    return 'unknown';
  }
}
