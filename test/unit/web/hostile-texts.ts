/** What has broken renderers before: markup, attributes, style and title ends, URLs, header and line tricks. */
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
  'evil.example/approvals/x',
  '<a href="https://evil.example">',
  'javascript:alert(1)',
  'data:text/html,x',
  '//evil.example',
  'https:\\\\evil.example',
  'https://contacts.example.com/approvals/1234567890123456789012345678901234567890123',
  '\r\nBcc: everyone@example.com\r\n',
  '\n\nDecide by: never\n',
  '\u202Egnp.exe\u2066',
  '\u2028\u0000\u0007\u007F',
  '\uD800',
  '`$\u007Balert(1)}',
  '\t tab ',
  'é漢字🙂',
  'jane@example.com',
];

/** So many texts of hostile fragments, none of them blank, the same for the same seed. */
export function hostileTexts(seed: number, count: number): string[] {
  const next = randomNumbers(seed);
  const pick = () => FRAGMENTS[Math.floor(next() * FRAGMENTS.length)] ?? '';
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + Math.floor(next() * 5) }, pick).join(next() < 0.5 ? ' ' : ''),
  );
}

/** Numbers from 0 to 1 by mulberry32. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
