import { type Html, html } from '../parts/html.ts';
import { page } from '../parts/page.ts';

/** Why nobody is signed in: they did not want to, the provider failed, or it is not this browser that began. */
export type SignInFailure = 'refused' | 'providerFailed' | 'notBegunHere';

/**
 * The page after a sign-in that came to nothing.
 * @param back the page to decide on; missing if it is unknown
 */
export function signInFailedPage(failure: SignInFailure, back?: string): string {
  const { title, lead, next } = WORDS[failure];
  return page({
    title,
    main: html`<h1>${title}</h1>
<p class="lead">${lead} Nothing was changed.</p>
<h2>What you can do</h2>
<ul>
${next.map((step) => html`<li>${step}</li>`)}
</ul>
${back !== undefined && backLink(back)}`,
  });
}

function backLink(back: string): Html {
  return html`<div class="buttons"><a class="next" href="${back}">Back to the request</a></div>`;
}

const WORDS: Record<SignInFailure, { title: string; lead: string; next: string[] }> = {
  refused: {
    title: 'You are not signed in',
    lead: 'The sign-in was cancelled or refused.',
    next: ['Go back to the request and sign in again.', 'If you cannot sign in, ask the team that runs your sign-in.'],
  },
  providerFailed: {
    title: 'Signing in did not work',
    lead: 'The sign-in did not answer as it should.',
    next: ['Wait a minute, then sign in again.', 'If you see this page again, tell the team that runs this service.'],
  },
  notBegunHere: {
    title: 'This sign-in was not begun here',
    lead: 'It was begun in another browser or too long ago, or your browser keeps no cookies.',
    next: ['Open the link in your e-mail again, in the browser in which you sign in.'],
  },
};
