import { createHmac, timingSafeEqual } from 'node:crypto';
import { sha256 } from '../request/digest.ts';

/** So many that guessing is hopeless, and few enough to type. */
export const CODE_DIGITS = 8;

/** How long a code can be entered. */
export const CODE_MINUTES = 10;

/** How often a code can be entered, right or wrong. */
export const CODE_TRIES = 5;

/** How many codes the holder of one link can ask for in an hour. */
export const CODES_PER_HOUR = 5;

const HOUR_MILLISECONDS = 3_600_000;

/** The code that was sent last for a link. Neither the code nor the secret of the browser that asked for it is kept. */
export interface SentCode {
  /** Names the browser; see `browserHash`. */
  browser: string;
  /** HMAC-SHA256 (base64url) keyed with the browser's secret: without it, nobody who reads the table can try all codes. */
  codeHash: string;
  /** ISO 8601. */
  expiresAt: string;
  triesLeft: number;
  /** When codes were sent for this link within the last hour, in ISO 8601, the latest last. */
  sentAt: string[];
}

/** What a code is for: the browser that asked for it, the link, and the plan that the page showed. */
export interface CodeUse {
  /** The secret in the browser's cookie. */
  browserSecret: string;
  linkSecret: string;
  fingerprint: string;
}

/** Why a code cannot be entered. */
export type CodeProblem = 'notAsked' | 'otherBrowser' | 'expired' | 'noTriesLeft';

/** Why a code cannot be entered here and now; nothing if it can. */
export function codeProblem(sent: SentCode | undefined, browserSecret: string, now: Date): CodeProblem | undefined {
  if (!sent) return 'notAsked';
  if (sent.browser !== browserHash(browserSecret)) return 'otherBrowser';
  if (now.toISOString() >= sent.expiresAt) return 'expired';
  return sent.triesLeft > 0 ? undefined : 'noTriesLeft';
}

/** A code for this use, to be stored in place of the one before. */
export function newCode(code: string, use: CodeUse, sent: SentCode | undefined, now: Date): SentCode {
  return {
    browser: browserHash(use.browserSecret),
    codeHash: hashOf(code, use),
    expiresAt: new Date(now.getTime() + CODE_MINUTES * 60_000).toISOString(),
    triesLeft: CODE_TRIES,
    sentAt: [...sentLately(sent, now), now.toISOString()],
  };
}

/** When the next code can be sent, in ISO 8601; nothing if it can be now. */
export function nextCodeAt(sent: SentCode | undefined, now: Date): string | undefined {
  const [first] = sentLately(sent, now).slice(-CODES_PER_HOUR);
  const isFull = sentLately(sent, now).length >= CODES_PER_HOUR;
  return isFull && first !== undefined ? new Date(Date.parse(first) + HOUR_MILLISECONDS).toISOString() : undefined;
}

/** Whether this is the code that was sent for this use. It takes as long for a wrong one. */
export function isCode({ codeHash }: SentCode, code: string, use: CodeUse): boolean {
  const given = Buffer.from(hashOf(code, use));
  const expected = Buffer.from(codeHash);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** SHA-256 (hex) of the secret in a browser's cookie. */
export function browserHash(browserSecret: string): string {
  return sha256(browserSecret);
}

/** The digits of a random number below 10^`CODE_DIGITS`, as they are mailed: `0123 4567`. */
export function codeText(number: number): string {
  const digits = String(number).padStart(CODE_DIGITS, '0');
  return `${digits.slice(0, CODE_DIGITS / 2)} ${digits.slice(CODE_DIGITS / 2)}`;
}

function hashOf(code: string, { browserSecret, linkSecret, fingerprint }: CodeUse): string {
  const digits = code.replaceAll(/[^0-9]/g, '');
  return createHmac('sha256', browserSecret).update(`${linkSecret}.${fingerprint}.${digits}`).digest('base64url');
}

function sentLately(sent: SentCode | undefined, now: Date): string[] {
  return (sent?.sentAt ?? []).filter((at) => now.getTime() - Date.parse(at) < HOUR_MILLISECONDS);
}
