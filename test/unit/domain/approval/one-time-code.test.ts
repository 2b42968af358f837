import { describe, expect, it } from 'vitest';
import {
  type CodeUse,
  codeProblem,
  codeText,
  isCode,
  newCode,
  nextCodeAt,
} from '../../../../functions/domain/approval/one-time-code.ts';

const NOW = new Date('2026-06-01T12:00:00.000Z');
const USE: CodeUse = { browserSecret: 'b'.repeat(43), linkSecret: 'l'.repeat(43), fingerprint: 'f'.repeat(64) };
const CODE = '0123 4567';

const at = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
const sent = newCode(CODE, USE, undefined, NOW);

describe('newCode', () => {
  it('keeps neither the code nor the secret of the browser', () => {
    const kept = JSON.stringify(sent);
    for (const secret of ['01234567', CODE, USE.browserSecret, USE.linkSecret]) expect(kept).not.toContain(secret);
  });

  it('remembers the codes of the last hour, and no older ones', () => {
    const later = newCode(CODE, USE, newCode(CODE, USE, sent, at(30)), at(60));
    expect(later.sentAt).toEqual([at(30), at(60)].map((time) => time.toISOString()));
  });
});

describe('codeText', () => {
  it.each([
    { number: 0, text: '0000 0000' },
    { number: 1_234_567, text: '0123 4567' },
    { number: 99_999_999, text: '9999 9999' },
  ])('is $text for $number', ({ number, text }) => {
    expect(codeText(number)).toBe(text);
  });
});

describe('isCode', () => {
  it.each(['01234567', '0123 4567', ' 0123-4567 '])('holds when %j is typed', (typed) => {
    expect(isCode(sent, typed, USE)).toBe(true);
  });

  it.each(['01234568', '1234567', ''])('does not hold when %j is typed', (typed) => {
    expect(isCode(sent, typed, USE)).toBe(false);
  });

  it.each([
    { what: 'browser', use: { browserSecret: 'c'.repeat(43) } },
    { what: 'link', use: { linkSecret: 'm'.repeat(43) } },
    { what: 'plan', use: { fingerprint: 'e'.repeat(64) } },
  ])('does not hold for another $what', ({ use }) => {
    expect(isCode(sent, CODE, { ...USE, ...use })).toBe(false);
  });
});

describe('codeProblem', () => {
  it.each([
    { what: 'there is no code', code: undefined, browser: USE.browserSecret, now: NOW, problem: 'notAsked' },
    { what: 'another browser asked', code: sent, browser: 'c'.repeat(43), now: NOW, problem: 'otherBrowser' },
    { what: 'the browser has no cookie', code: sent, browser: '', now: NOW, problem: 'otherBrowser' },
    { what: 'ten minutes are over', code: sent, browser: USE.browserSecret, now: at(10), problem: 'expired' },
    {
      what: 'no tries are left',
      code: { ...sent, triesLeft: 0 },
      browser: USE.browserSecret,
      now: NOW,
      problem: 'noTriesLeft',
    },
    { what: 'all is well', code: sent, browser: USE.browserSecret, now: at(9.99), problem: undefined },
  ])('is $problem when $what', ({ code, browser, now, problem }) => {
    expect(codeProblem(code, browser, now)).toBe(problem);
  });
});

describe('nextCodeAt', () => {
  const five = [0, 1, 2, 3, 4].reduce<typeof sent | undefined>(
    (before, minute) => newCode(CODE, USE, before, at(minute)),
    undefined,
  );

  it('is an hour after the first of five codes', () => {
    expect(nextCodeAt(five, at(5))).toBe(at(60).toISOString());
  });

  it.each([
    { what: 'none was sent', code: undefined, now: NOW },
    { what: 'one was sent', code: sent, now: NOW },
    { what: 'an hour has passed since the first of five', code: five, now: at(60) },
  ])('is nothing when $what', ({ code, now }) => {
    expect(nextCodeAt(code, now)).toBeUndefined();
  });
});
