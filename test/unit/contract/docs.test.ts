import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ticketComment } from '../../../functions/wording/ticket-comment.ts';
import { anchors, inlineCode, localLinks, markdownPages, tableRows } from './markdown.ts';
import { entriesAt, ROOT, readSource, valueAt } from './sources.ts';

const APPROVAL = 'docs/approval.md';
const SECURITY = 'docs/security.md';
const DECISIONS = 'docs/adr';

/** Paths of this repository, when they are named in full: `functions/domain/errors.ts`, but not `functions/<name>.ts`. */
const PATH =
  /^(?:\.github|cli|docs|embedded-aws|functions|local|packaging|resources|schemas|statemachine|test)\/[\w./-]+$/;

/** Files that do not exist before something is compiled, or that belong into another repository. */
const ELSEWHERE = ['schemas/compiled/', '.github/ISSUE_TEMPLATE/alternate-contact.yml'];

const pages = markdownPages();
const manifest: unknown = JSON.parse(readSource('package.json'));

function exists(path: string): boolean {
  return existsSync(join(ROOT, path));
}

/** The texts between quotes in a test file, titles among them. */
function quotedTexts(path: string): string[] {
  return [...readSource(path).matchAll(/(['"`])((?:\\.|(?!\1).)*)\1/g)].map(([, , text = '']) => text);
}

describe('the documentation', () => {
  it('has pages', () => {
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'docs/deploy.md']));
  });

  it.each(pages)('%s links to files and headings that exist', (page) => {
    const broken = localLinks(page).filter(
      ({ path, anchor }) =>
        !exists(path) || (anchor !== undefined && path.endsWith('.md') && !anchors(path).includes(anchor)),
    );
    expect(broken).toEqual([]);
  });

  it.each(pages)('%s names npm scripts that exist', (page) => {
    const scripts = entriesAt(manifest, 'scripts').map(([name]) => name);
    const named = [...readSource(page).matchAll(/npm run ([a-z][\w:-]*)(?!.* -w )/g)].map(([, name]) => name);
    expect(named.filter((name) => name !== undefined && !scripts.includes(name))).toEqual([]);
  });

  it.each(pages)('%s names files that exist', (page) => {
    const paths = inlineCode(page).filter(
      (code) => PATH.test(code) && !ELSEWHERE.some((prefix) => code.startsWith(prefix)),
    );
    expect(paths.filter((path) => !exists(path))).toEqual([]);
  });
});

describe('the decision records', () => {
  const files = readdirSync(join(ROOT, DECISIONS)).sort();

  it('are numbered without a gap', () => {
    const numbers = files.map((file) => Number(file.slice(0, 4)));
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });

  it.each(files)('%s has its number in its heading', (file) => {
    expect(readSource(`${DECISIONS}/${file}`)).toMatch(new RegExp(`^# ${Number(file.slice(0, 4))}\\. `));
  });
});

describe('the changelog', () => {
  it('has a section for what is not released yet, and one for the current version', () => {
    const headings = [...readSource('CHANGELOG.md').matchAll(/^## \[(.*?)\]/gm)].map(([, version]) => version);
    expect(headings).toEqual(expect.arrayContaining(['Unreleased', valueAt(manifest, 'version')]));
  });
});

describe('the page about GitHub', () => {
  it('shows a comment as tickets get it', () => {
    const [, shown = ''] = /```text\n(.*?)\n```/s.exec(readSource('docs/ticketing/github.md')) ?? [];
    const comment = ticketComment({
      requestId: 'github-17-1f2e3d4c5b6a',
      requestedBy: 'jane@example.com',
      source: { system: 'github', reference: 'acme/accounts#17' },
      status: 'PENDING_APPROVAL',
      previousStatus: 'RECEIVED',
      occurredAt: '2026-11-20T09:30:00.000Z',
      changes: [{ accountId: '222222222222', alternateContactType: 'SECURITY', status: 'PENDING_APPROVAL' }],
    });
    expect(shown).toBe(comment?.text);
  });
});

/** Tests that a text refers to: a link to a file of tests, and the words of a title where there are some. */
function namedTests(text: string): { path: string; title: string }[] {
  return [...text.matchAll(/\]\(\.\.\/([^)]+)\)(?:: "([^"]+)")?/g)].map(([, path = '', title = '']) => ({
    path,
    title,
  }));
}

function expectTests(text: string): void {
  const tests = namedTests(text);
  expect(tests.length).toBeGreaterThan(0);
  for (const { path, title } of tests) {
    expect(path).toMatch(/\.test\.ts$/);
    expect(
      quotedTexts(path).some((quoted) => quoted.includes(title)),
      `${path}: "${title}"`,
    ).toBe(true);
  }
}

describe('the table of what a good approval system has', () => {
  const rows = tableRows(APPROVAL, 'What a good approval system has').map(([feature = '', evidence = '']) => ({
    feature,
    evidence,
  }));

  it('has rows', () => {
    expect(rows.length).toBeGreaterThan(20);
  });

  it.each(rows)('names tests that exist for "$feature"', ({ evidence }) => expectTests(evidence));
});

describe('the page about security', () => {
  const assets = tableRows(SECURITY, 'Assets').map(([asset = '']) => asset.replaceAll('*', ''));
  const actors = tableRows(SECURITY, 'Actors and assets').map(([actor = '', ...cells]) => {
    const heading = `${actor.charAt(1).toUpperCase()}${actor.slice(2, actor.indexOf(']'))}`;
    return { heading, reached: assets.filter((_asset, index) => cells[index] === '●') };
  });

  it('has actors and assets', () => {
    expect(assets).toHaveLength(5);
    expect(actors.length).toBeGreaterThan(10);
  });

  it.each(actors)('says of "$heading" what stops them, and names tests that show it', ({ heading, reached }) => {
    const rows = tableRows(SECURITY, heading);
    expect(rows.map(([asset]) => asset)).toEqual(reached);
    for (const [, stops = '', doesNot = '', evidence = ''] of rows) {
      expect(`${stops}${doesNot}`).not.toBe('');
      expectTests(evidence);
    }
  });
});
