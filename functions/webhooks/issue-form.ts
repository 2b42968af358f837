/** What GitHub writes into a field that was left empty. */
const NO_RESPONSE = '_No response_';

/**
 * The answers in a GitHub issue form, by heading; empty fields are left out. If a heading appears twice, the first one
 * counts, so that an answer of several lines cannot replace the answers above it.
 * @see https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-issue-forms
 */
export function issueForm(markdown: string): Record<string, string> {
  const sections = markdown.replaceAll('\r\n', '\n').split(/^### /m).slice(1);
  const answers = new Map<string, string>();
  for (const section of sections) {
    const [heading = '', ...lines] = section.split('\n');
    if (!answers.has(heading.trim())) answers.set(heading.trim(), lines.join('\n').trim());
  }
  return Object.fromEntries([...answers].filter(([, answer]) => answer !== NO_RESPONSE));
}
