import { excerpt, visibleText } from '../../wording/visible-text.ts';
import type { Html } from '../parts/html.ts';
import { mailHtml, mailLines } from '../parts/mail.ts';
import { MAIL_STYLE } from '../parts/mail-style.ts';

/** A term and its value, which may have several lines. Much of it is what people wrote. */
export interface Fact {
  term: string;
  value: string;
}

/** The page shows the rest of a longer text: a ticket's description may be long. */
const FACT_CHARACTERS = 1500;

/** Facts as plain text. Further lines of a value are indented, so that none looks like a fact of its own. */
export function factsText(facts: Fact[]): string {
  const width = Math.max(...facts.map(({ term }) => term.length)) + 2;
  const indent = `\n${' '.repeat(width)}`;
  return facts
    .map(({ term, value }) => `${`${term}:`.padEnd(width)}${visibleText(shortened(value)).replaceAll('\n', indent)}`)
    .join('\n');
}

/** Facts as a table that fits a phone. */
export function factsTable(facts: Fact[]): Html {
  return mailHtml`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="m-line" style="${MAIL_STYLE.facts}">
${facts.map(
  ({
    term,
    value,
  }) => mailHtml`<tr><td class="m-line" style="${MAIL_STYLE.fact}"><span class="m-quiet" style="${MAIL_STYLE.quietText}">${term}</span><br>${mailLines(shortened(value))}</td></tr>
`,
)}</table>
`;
}

export function mailHeading(text: string): Html {
  return mailHtml`<h1 class="m-strong" style="${MAIL_STYLE.heading}">${text}</h1>
`;
}

export function mailSection(text: string): Html {
  return mailHtml`<h2 class="m-strong" style="${MAIL_STYLE.section}">${text}</h2>
`;
}

export function mailParagraph(text: string): Html {
  return mailHtml`<p style="${MAIL_STYLE.paragraph}">${text}</p>
`;
}

/** Sentences that must be read before anything else. */
export function mailNotice(sentences: string[]): Html | undefined {
  if (sentences.length === 0) return undefined;
  return mailHtml`<div style="${MAIL_STYLE.notice}">${sentences.map(mailParagraph)}</div>
`;
}

/** Small print. */
export function mailNotes(notes: string[]): Html {
  return mailHtml`${notes.map(
    (note) => mailHtml`<p class="m-quiet" style="${MAIL_STYLE.quiet}">${note}</p>
`,
  )}`;
}

function shortened(text: string): string {
  return excerpt(text, FACT_CHARACTERS);
}
