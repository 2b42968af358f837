import { domainToUnicode } from 'node:url';

/** Why no mail can reach an address that AWS accepts. */
export type AddressFault =
  | 'localDots'
  | 'longLocalPart'
  | 'domainDots'
  | 'longDomain'
  | 'domainHyphen'
  | 'domainLetters';

/** @see https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1 */
const LOCAL_CHARACTERS = 64;
const DOMAIN_CHARACTERS = 253;

/** @see https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4 */
const LABEL_CHARACTERS = 63;

const ENCODED_LABEL = /(^|\.)xn--/i;

/** Why no mail can reach the address; the rest of its syntax is for the schema. */
export function addressFault(address: string): AddressFault | undefined {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, Math.max(at, 0));
  if (/^\.|\.\.|\.$/.test(local)) return 'localDots';
  if (local.length > LOCAL_CHARACTERS) return 'longLocalPart';
  return domainFault(address.slice(at + 1));
}

/** The domain of an address as people would read it in a browser, and the scripts of its encoded parts. */
export interface ReadableDomain {
  /** Empty if the encoding is wrong. */
  unicode: string;
  scripts: string[];
  /** Whether a part of it mixes scripts that no language mixes. */
  isMixed: boolean;
}

/** The domain of an address with encoded letters (`xn--…`), decoded; nothing for plain ones. */
export function encodedDomain(address: string): ReadableDomain | undefined {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  if (!ENCODED_LABEL.test(domain)) return undefined;
  const decoded = domainToUnicode(domain);
  const unicode = ENCODED_LABEL.test(decoded) ? '' : decoded;
  const scriptsOfLabels = unicode.split('.').filter(isEncoded).map(scriptsOf);
  return {
    unicode,
    scripts: [...new Set(scriptsOfLabels.flat())],
    isMixed: scriptsOfLabels.some((scripts) => !TOGETHER.some((family) => scripts.every((each) => family.has(each)))),
  };
}

/** Whether a decoded label needs an encoding: all others are plain ASCII. */
function isEncoded(label: string): boolean {
  return /[^\0-\x7F]/.test(label);
}

function domainFault(domain: string): AddressFault | undefined {
  const labels = domain.split('.');
  if (labels.includes('')) return 'domainDots';
  if (domain.length > DOMAIN_CHARACTERS || labels.some((label) => label.length > LABEL_CHARACTERS)) return 'longDomain';
  if (labels.some((label) => label.startsWith('-') || label.endsWith('-'))) return 'domainHyphen';
  const [last = ''] = labels.slice(-1);
  return domain.includes('_') || /^\d+$/.test(last) ? 'domainLetters' : undefined;
}

const SCRIPTS = [
  ...['Latin', 'Cyrillic', 'Greek', 'Armenian', 'Georgian', 'Cherokee', 'Hebrew', 'Arabic', 'Ethiopic'],
  ...['Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya', 'Tamil', 'Telugu', 'Kannada', 'Malayalam', 'Sinhala'],
  ...['Thai', 'Lao', 'Khmer', 'Myanmar', 'Tibetan', 'Han', 'Hiragana', 'Katakana', 'Bopomofo', 'Hangul'],
];

/** Scripts that one language writes together. @see https://www.unicode.org/reports/tr39/#Restriction_Level_Detection */
const TOGETHER = [
  ...SCRIPTS.map((script) => new Set([script])),
  new Set(['Han', 'Hiragana', 'Katakana']),
  new Set(['Han', 'Bopomofo']),
  new Set(['Han', 'Hangul']),
];

/** The scripts of a label's letters; digits and hyphens belong to all. Patterns of many scripts would make functions start later. */
function scriptsOf(label: string): string[] {
  return SCRIPTS.filter((script) => new RegExp(`\\p{Script=${script}}`, 'u').test(label));
}
