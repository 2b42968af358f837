import { escapeHtml } from './html.ts';

const STYLE = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 30rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.4rem; }
button, input { display: block; width: 100%; box-sizing: border-box; min-height: 2.75rem; margin: 0.5rem 0; padding: 0 1rem;
  font: inherit; text-align: left; overflow-wrap: anywhere; }
label { display: block; margin-top: 1.5rem; }`;

/**
 * The page on which somebody chooses who they are.
 * @param expected the address that the service proposes
 */
export function signInPage(people: string[], expected: string): string {
  const choices = people.map(
    (person) => `<button name="person" value="${escapeHtml(person)}">${escapeHtml(person)}</button>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in (on this machine only)</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Who are you?</h1>
<p>This stands in for your identity provider. There are no passwords.
${expected === '' ? '' : `The service expects <strong>${escapeHtml(expected)}</strong>.`}</p>
<form method="post">${choices.join('\n')}</form>
<form method="post">
<label for="person">Somebody else</label>
<input id="person" name="person" type="email" required>
<button>Sign in with this address</button>
</form>
<form method="post"><button name="person" value="">Cancel</button></form>
</main>
</body>
</html>
`;
}
