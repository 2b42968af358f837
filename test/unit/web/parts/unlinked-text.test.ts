import { describe, expect, it } from 'vitest';
import { unlinkedText } from '../../../../functions/web/parts/unlinked-text.ts';

describe('unlinkedText', () => {
  it.each([
    ['https://evil.example/a.html', 'https[:]//evil[.]example/a[.]html'],
    ['(HTTP://EVIL.EXAMPLE)', '(HTTP[:]//EVIL[.]EXAMPLE)'],
    ['www.evil.example', 'www[.]evil[.]example'],
    ['see evil.example/x?y@z.example', 'see evil[.]example/x?y@z[.]example'],
    ['evil.example,jane@example.com', 'evil[.]example,jane@example[.]com'],
    ['evil。example', 'evil[.]example'],
    ['https:\\\\evil.example', 'https[:]\\\\evil[.]example'],
    ['http://localhost:3000/approvals', 'http[:]//localhost:3000/approvals'],
    ['x.xn--p1ai', 'x[.]xn--p1ai'],
    ['हिन्दी.भारत', 'हिन्दी[.]भारत'],
    ['i❤.example', 'i❤[.]example'],
    ['www.evil.example@example.com', 'www[.]evil[.]example@example[.]com'],
  ])('breaks %s up', (text, broken) => {
    expect(unlinkedText(text)).toBe(broken);
  });

  it.each(['jane.doe@mail.example.com', '(jane@example.com),', 'Moves today. Then it ends.', '+1 555 0100', '10.5 %'])(
    'leaves %s alone',
    (text) => {
      expect(unlinkedText(text)).toBe(text);
    },
  );
});
