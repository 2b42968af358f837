import fc from 'fast-check';

/** What has broken renderers before: markup, attributes, ends of styles and titles, URLs, tricks with headers and lines. */
const FRAGMENTS = [
  '<script>alert(1)</script>',
  '</title></style></textarea>',
  '<img src=x onerror=alert(1)>',
  '" onfocus="alert(1)" x="',
  "' onclick='alert(1)",
  '&lt;b&gt;',
  '<!--',
  ']]>',
  'https://evil.example/login',
  'HTTP://EVIL.EXAMPLE',
  'www.evil.example',
  'www.1.2',
  'evil.example/approvals/x',
  '<a href="https://evil.example">',
  '<a href="',
  'javascript:alert(1)',
  'data:text/html,x',
  '//evil.example',
  'https:\\\\evil.example',
  'https://contacts.example.com/approvals/1234567890123456789012345678901234567890123',
  '\r\nBcc: everyone@example.com\r\n',
  '\n\nDecide by: never\n',
  '\r\r\n',
  '\u202Egnp.exe\u2066',
  '\u2028\u0000\u0007\u007F\u0085',
  '\u200B\uFEFF\u00AD\u061C',
  '\uD800',
  '`$\u007Balert(1)}',
  '$&$1',
  '\t tab ',
  'é漢字🙂👩\u200D💻',
  'jane@example.com',
];

const CHARACTERS_OF_A_LONG_TEXT = 10_000;

const fragment = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...FRAGMENTS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0xd800, max: 0xdfff }).map((unit) => String.fromCharCode(unit)) },
);

const shortText = fc
  .tuple(fc.array(fragment, { maxLength: 6 }), fc.constantFrom('', ' '))
  .map(([fragments, between]) => fragments.join(between));

const longText = shortText.map((text) =>
  `${text}x`.repeat(CHARACTERS_OF_A_LONG_TEXT).slice(0, CHARACTERS_OF_A_LONG_TEXT),
);

/** A text that somebody may send to do harm; one in ten is long. */
export const hostileText = fc.oneof(
  { withCrossShrink: true },
  { weight: 9, arbitrary: shortText },
  { weight: 1, arbitrary: longText },
);

/** A harmless text of the same shape: as long, with white space in the same places. */
export function harmlessTwin(text: string): string {
  return text.replace(/\S/gu, 'x');
}
