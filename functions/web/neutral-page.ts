import { html } from './html.ts';
import { page } from './page.ts';

/**
 * The page for every link that does not work: unknown, expired and revoked ones look the same, so that nobody learns
 * from it which links exist.
 */
export function neutralPage(): string {
  return page({
    title: 'This link is not valid',
    main: html`<h1>This link is not valid</h1>
<p class="lead">It is incomplete, or it is not valid any more. Nothing was changed.</p>
<h2>What you can do</h2>
<ul>
<li>Look for a newer e-mail about the same request and open the link in that one.</li>
<li>Copy the whole link if your mail program has broken it into two lines.</li>
<li>Ask the person who made the request.</li>
</ul>`,
  });
}

/** The page for an error that nobody expected. */
export function problemPage(): string {
  return page({
    title: 'Something went wrong',
    main: html`<h1>Something went wrong on our side</h1>
<p class="lead">Nothing is lost: the request is kept, and every decision that was confirmed counts.</p>
<h2>What you can do</h2>
<ul>
<li>Wait a minute, then open the link in your e-mail again. The page shows whether your decision was recorded.</li>
<li>If this page comes back, tell the team that runs this service.</li>
</ul>`,
  });
}
