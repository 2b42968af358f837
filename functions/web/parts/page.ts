import { createHash } from 'node:crypto';
import { type Html, html } from './html.ts';
import { PAGE_STYLE } from './page-style.ts';

export interface PageParts {
  title: string;
  /** Begins with the page's `h1`. */
  main: Html;
  footer?: Html;
  /** Lets keyboard users skip to an id on the page. */
  skipTo?: { id: string; label: string };
  /** Whether it is shown inside another page, which has the head and the foot. */
  isPart?: true;
}

const STYLE_HASH = createHash('sha256').update(PAGE_STYLE.toString()).digest('base64');

/** The `Content-Security-Policy` of every page: its own style sheet, forms to itself, and nothing else. */
export const PAGE_CSP = policyWith();

/** The headers of every page, in addition to those of every answer. */
export const PAGE_HEADERS = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': PAGE_CSP };

/** Those of a page that shows a part of its own in a frame. */
export const FRAMING_HEADERS = { 'content-security-policy': policyWith({ frame: "'self'" }) };

/** Those of such a part: only a page of the same origin may show it, and it opens itself anew after so many seconds. */
export function framedHeaders(refreshSeconds: number | undefined): Record<string, string> {
  return {
    'content-security-policy': policyWith({ ancestors: "'self'" }),
    'x-frame-options': 'SAMEORIGIN',
    ...(refreshSeconds !== undefined && { refresh: String(refreshSeconds) }),
  };
}

function policyWith({ frame, ancestors = "'none'" }: { frame?: string; ancestors?: string } = {}): string {
  return [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    ...(frame === undefined ? [] : [`frame-src ${frame}`]),
    "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${ancestors}`,
  ].join('; ');
}

/** A whole page as HTML text. */
export function page({ title, main, footer, skipTo, isPart }: PageParts): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<title>${title}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
${skipTo && html`<a class="skip" href="#${skipTo.id}">${skipTo.label}</a>`}
<div class="${isPart ? 'part' : 'frame'}">
${!isPart && html`<header>Alternate contacts of AWS accounts</header>`}
<main>
${main}
</main>
${
  !isPart &&
  html`<footer>
${footer}
</footer>`
}
</div>
</body>
</html>
`.toString();
}
