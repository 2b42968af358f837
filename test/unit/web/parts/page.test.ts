import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { neutralPage, problemPage } from '../../../../functions/web/pages/neutral-page.ts';
import { html } from '../../../../functions/web/parts/html.ts';
import { PAGE_CSP, page } from '../../../../functions/web/parts/page.ts';

describe('page', () => {
  const text = page({ title: '</title><b>', main: html`<h1>Title</h1>` });

  it('carries the style sheet whose hash the policy allows', () => {
    const style = /<style>([\s\S]*?)<\/style>/.exec(text)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(style).toContain('prefers-color-scheme: dark');
    expect(PAGE_CSP).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    );
  });

  it('escapes the title when it holds markup', () => {
    expect(text).toContain('<title>&lt;/title&gt;&lt;b&gt;</title>');
  });

  it('loads nothing and runs nothing', () => {
    expect(text).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|\sstyle="|\son\w+=/i);
  });
});

describe.each([
  ['neutralPage', neutralPage],
  ['problemPage after an error that nobody has expected', () => problemPage(500)],
  ['problemPage after an error that passes', () => problemPage(503)],
])('%s', (_, render) => {
  it('is the same for everybody, with one heading and no form or link', () => {
    expect(render()).toBe(render());
    expect(render().match(/<h1/g)).toHaveLength(1);
    expect(render()).not.toMatch(/<form|<a /);
  });
});
