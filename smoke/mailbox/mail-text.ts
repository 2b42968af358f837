/** The text of a mail as it is sent: the bodies of all its parts, decoded, one after the other. */
export function mailText(raw: string): string {
  const lines = raw.replaceAll('\r\n', '\n');
  const parts = lines.split(/^--[^\n]+\n/m);
  return parts.map(partText).join('\n');
}

function partText(part: string): string {
  const end = part.indexOf('\n\n');
  const headers = end < 0 ? '' : part.slice(0, end);
  const body = end < 0 ? part : part.slice(end + 2);
  const encoding = /^content-transfer-encoding:\s*(\S+)/im.exec(headers)?.[1]?.toLowerCase();
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  return encoding === 'quoted-printable' ? quotedPrintable(body) : body;
}

/** @see https://www.rfc-editor.org/rfc/rfc2045#section-6.7 */
function quotedPrintable(body: string): string {
  const joined = body.replaceAll(/=[ \t]*\n/g, '');
  const bytes = joined.replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString();
}
