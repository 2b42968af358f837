import { html } from '../parts/html.ts';
import { page } from '../parts/page.ts';

/**
 * The page for every link that does not work. Unknown, expired and revoked links look the same, so that nobody learns
 * which links exist.
 */
export function neutralPage(): string {
  return page({
    title: 'This link is not valid',
    main: html`<h1>This link is not valid</h1>
<p class="lead">It is incomplete, or it is no longer valid. Nothing was changed.</p>
<h2>What you can do</h2>
<ul>
<li>Look for a newer e-mail about the same request, and open the link in that one.</li>
<li>If your mail program broke the link into two lines, copy both of them.</li>
<li>Ask the person who made the request.</li>
</ul>`,
  });
}

/** The page for an error of the service: one that passes (503), or one that nobody has expected. */
export function problemPage(statusCode: number): string {
  return statusCode === 503 ? busyPage() : brokenPage();
}

function busyPage(): string {
  return page({
    title: 'Please try again',
    main: html`<h1>Please try again in a moment</h1>
<p class="lead">A part of this service does not answer right now. Nothing is lost: the request is saved, and so is every decision that was confirmed.</p>
<h2>What you can do</h2>
<ul>
<li>Wait some seconds, then open the link in your e-mail again. The page shows whether your decision was recorded.</li>
<li>If it does not help for some minutes, tell the team that runs this service.</li>
</ul>`,
  });
}

function brokenPage(): string {
  return page({
    title: 'Something went wrong',
    main: html`<h1>Something went wrong on our side</h1>
<p class="lead">Nothing is lost. The request is saved, and so is every decision that was confirmed.</p>
<h2>What you can do</h2>
<ul>
<li>Wait a minute, then open the link in your e-mail again. The page shows whether your decision was recorded.</li>
<li>If you see this page again, tell the team that runs this service.</li>
</ul>`,
  });
}
