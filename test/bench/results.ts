import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

const FILE = join(import.meta.dirname, 'RESULTS.md');
const HEADING = /^## (.+)$/m;

/** On what a benchmark ran, and when. */
export function machine(): string {
  return `Node ${process.version}, ${availableParallelism()} cores, ${new Date().toISOString().slice(0, 10)}.`;
}

/** Writes sections of `RESULTS.md`, by their headings, and keeps the others. */
export async function writeSections(sections: Record<string, string>): Promise<void> {
  await writeFile(FILE, withSections(await readFile(FILE, 'utf8'), sections));
}

/** A text in which sections of the second level have other contents; new ones come last. */
export function withSections(text: string, sections: Record<string, string>): string {
  const [head = '', ...parts] = text.split(HEADING);
  const old = Object.fromEntries(
    Array.from({ length: parts.length / 2 }, (_, index) => [parts[2 * index], parts[2 * index + 1]?.trim()]),
  );
  const written = Object.entries({ ...old, ...sections }).map(([heading, body]) => `## ${heading}\n\n${body}\n`);
  return [`${head.trim()}\n`, ...written].join('\n');
}
