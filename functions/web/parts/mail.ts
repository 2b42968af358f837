import { subjectLine, visibleText } from '../../wording/visible-text.ts';
import { type Html, html, htmlTag } from './html.ts';
import { MAIL_DARK_STYLE, MAIL_STYLE } from './mail-style.ts';
import { unlinkedText } from './unlinked-text.ts';

/** A mail ready to be sent. */
export interface Mail {
  /** One line. */
  subject: string;
  text: string;
  html: string;
}

export interface MailParts {
  subject: string;
  /** What inboxes show after the subject. */
  preheader: string;
  /** The plain text, around the link. */
  text: { beforeLink: string; afterLink?: string };
  /** The HTML, around the link; made with `mailHtml`. */
  body: { beforeLink: Html; afterLink?: Html };
  /** The one link of the mail and the label of its button; absent if there is nothing to do. */
  link?: { url: string; label: string };
  /** Several links instead, each to another request. */
  links?: { url: string; label: string }[];
}

/** The tag for mails: like that for pages, and no interpolated text can become a link. */
export const mailHtml = htmlTag((text) => unlinkedText(visibleText(text)));

/**
 * A whole mail. Each part has `link`, or each of `links`, once and no other link: all other text goes through `unlinkedText`, in the HTML by
 * `mailHtml`, in the plain text here.
 */
export function mail({ subject, preheader, text, body, link, links = [] }: MailParts): Mail {
  const linkLines = [...(link ? [link] : []), ...links].map(({ label, url }) => `${plain(label)}:\n${url}`);
  const paragraphs = [plain(text.beforeLink), ...linkLines, plain(text.afterLink ?? '')];
  const oneLine = subjectLine(unlinkedText(subject));
  return {
    subject: oneLine,
    text: `${paragraphs.filter(Boolean).join('\n\n')}\n`,
    html: frame(
      oneLine,
      preheader,
      html`${body.beforeLink}${link && button(link)}${links.map(linkLine)}${body.afterLink}`,
    ),
  };
}

/** Text with its line breaks. */
export function mailLines(text: string): Html[] {
  return visibleText(text)
    .split('\n')
    .map((line, index) => (index === 0 ? mailHtml`${line}` : mailHtml`<br>${line}`));
}

function plain(text: string): string {
  return unlinkedText(visibleText(text)).trim();
}

function frame(title: string, preheader: string, body: Html): string {
  return mailHtml`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">
<title>${title}</title>
<style>${MAIL_DARK_STYLE}</style>
</head>
<body class="m-page" style="${MAIL_STYLE.page}">
<div style="${MAIL_STYLE.hidden}">${preheader}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center" style="padding:16px 8px 32px">
<table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" style="${MAIL_STYLE.column}"><tr><td class="m-card" style="${MAIL_STYLE.card}">
${body}
</td></tr></table>
</td></tr></table>
</body>
</html>
`.toString();
}

function linkLine({ url, label }: { url: string; label: string }): Html {
  return mailHtml`<p style="${MAIL_STYLE.paragraph}"><a class="m-strong" href="${html`${url}`}" target="_blank" rel="noopener noreferrer" style="color:#1b2230">${label}</a></p>
`;
}

/** A button in a table cell, which every client draws. It has the URL once. */
function button({ url, label }: { url: string; label: string }): Html {
  return html`<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:28px 0 12px"><tr><td class="m-button" align="center" style="${MAIL_STYLE.button}"><a class="m-button-text" href="${url}" target="_blank" rel="noopener noreferrer" style="${MAIL_STYLE.buttonText}">${label}</a></td></tr></table>
`;
}
