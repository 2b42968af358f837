import { readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { ROOT, readSource } from './sources.ts';

export interface Link {
  /** As written. */
  target: string;
  /** Relative to the repository; the page itself for a link to one of its own headings. */
  path: string;
  /** Of a heading, without `#`. */
  anchor?: string;
}

/** Folders whose Markdown files are for people who use or maintain the project. */
const FOLDERS = ['.', '.github', 'cli', 'docs', 'embedded-aws', 'test/bench'];

/** Every page of documentation, relative to the repository. */
export function markdownPages(): string[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(posix.join(ROOT, folder), { recursive: folder === 'docs', encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => posix.join(folder, name)),
  ).sort();
}

/** The links of a page that lead to files of the repository. */
export function localLinks(page: string): Link[] {
  const targets = [...withoutCode(readSource(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page : posix.join(posix.dirname(page), path);
      return { target, path: file, ...(anchor !== undefined && { anchor }) };
    });
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchors(page: string): string[] {
  const headings = [...withoutCode(readSource(page)).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-'),
  );
}

/** What a page sets as code between backticks. */
export function inlineCode(page: string): string[] {
  return [...withoutCode(readSource(page)).matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}

/** The rows of the table below a heading of the second level, cell by cell, without the table's own heading. */
export function tableRows(page: string, heading: string): string[][] {
  const section = readSource(page).split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function withoutCode(markdown: string): string {
  return markdown.replaceAll(/^ *```.*?^ *```$/gms, '');
}
