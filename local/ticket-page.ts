import { isObject } from 'embedded-aws/json.ts';
import { escapeHtml } from './html.ts';
import type { TicketCall } from './ticket-call.ts';

const STYLE = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 1rem; }
article { border-top: 1px solid color-mix(in srgb, currentcolor 25%, transparent); padding: 1rem 0; }
h1 { font-size: 1.4rem; }
h2 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
time { font-size: 0.875rem; opacity: 0.75; }
p, pre { white-space: pre-wrap; overflow-wrap: anywhere; }
pre { font-size: 0.875rem; }`;

/** The calls that the ticket desk received as a page, newest first. Headers contain secrets and are left out. */
export function ticketPage(calls: TicketCall[]): string {
  const articles = calls.toReversed().map(article);
  const content = articles.join('') || '<p>No ticket system has been called yet.</p>';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Ticket desk</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Ticket desk</h1>
<main>${content}</main>
</body>
</html>
`;
}

function article({ at, method, path, body }: TicketCall): string {
  const comment = commentIn(body);
  const json = escapeHtml(JSON.stringify(body, null, 2));
  return `<article>
<h2>${escapeHtml(method)} ${escapeHtml(path.split('?')[0] ?? '')}</h2>
<time datetime="${escapeHtml(at)}">${escapeHtml(at.replace('T', ' ').replace(/\.\d+Z$/, ' UTC'))}</time>
${comment === undefined ? `<pre>${json}</pre>` : `<p>${escapeHtml(comment)}</p><details><summary>Body</summary><pre>${json}</pre></details>`}
</article>`;
}

/** The fields that ticket systems use for the text of a comment, possibly nested. */
const COMMENT_FIELDS = ['body', 'comment', 'ticket', 'work_notes', 'comments', 'content', 'text'];

function commentIn(body: unknown): string | undefined {
  if (typeof body === 'string') return body;
  if (Array.isArray(body)) return body.map(commentIn).filter(Boolean).join('\n') || undefined;
  if (!isObject(body)) return undefined;
  return COMMENT_FIELDS.map((field) => commentIn(body[field])).find((text) => text !== undefined);
}
