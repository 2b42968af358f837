import fc from 'fast-check';
import type { Approval } from '../../../functions/domain/approval.ts';
import type { Contact } from '../../../functions/domain/contact.ts';
import type { RequestRecord } from '../../../functions/domain/request-record.ts';
import { httpsUrl } from '../../../functions/web/request-text.ts';
import { OLD_CONTACT, pendingRecord, requirement } from './web-samples.ts';

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
  'www.1.2',
  'evil.example/approvals/x',
  '<a href="https://evil.example">',
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

/** A text of the same shape that can do no harm: as long, with white space at the same places. */
export function harmlessTwin(text: string): string {
  return text.replace(/\S/gu, 'x');
}

/**
 * A record with the same text in every place that people can write to. A URL is a link or none, so what harmless text
 * stands for it is one as well.
 */
export function recordOf(text: string, differences: Partial<RequestRecord> = {}, url = text): RequestRecord {
  const contact: Contact = { name: text, title: text, emailAddress: text, phoneNumber: text };
  const key = { accountId: '222222222222', alternateContactType: 'SECURITY' } as const;
  return pendingRecord({
    request: {
      requestId: text,
      requestedBy: text,
      reason: text,
      source: { system: text, reference: text, url },
      changes: [{ ...key, action: 'PUT', contact }],
    },
    plan: [{ ...key, before: OLD_CONTACT, after: contact }],
    approval: approvalOf(text),
    round: 1,
    votes: [{ approver: text, decision: 'approve', comment: text, at: '2026-06-01T12:00:00.000Z' }],
    unreachable: [{ approver: 'cfo@example.com', why: text, at: text }],
    history: historyOf(text),
    results: [{ ...key, status: 'FAILED', error: text }],
    ...differences,
  });
}

/** The record of harmless text that must look the same as the one of this text. */
export function twinRecordOf(text: string, differences?: Partial<RequestRecord>): RequestRecord {
  return recordOf(harmlessTwin(text), differences, httpsUrl(text) ? 'https://harmless.example' : 'x');
}

function approvalOf(text: string): Approval {
  const approvers = [...requirement().approvers, 'cfo@example.com', text];
  return {
    requirements: [requirement({ rule: text, from: text, approvers }), requirement({ commentRequired: true })],
    rounds: [
      { seconds: 60, remind: false, escalateTo: [] },
      { seconds: 60, remind: true, escalateTo: [`${text}+`] },
    ],
  };
}

function historyOf(text: string): RequestRecord['history'] {
  const at = '2026-06-01T12:00:00.000Z';
  return [
    { at: text, who: text, what: 'requested' },
    { at, who: 'workflow', what: `asked for approval, round 1, escalated to ${text}` },
    { at, who: 'workflow', what: `could not reach ${text}: ${text}` },
    { at, who: text, what: 'approved', comment: text },
    { at, who: text, what: `x${text}`, comment: text },
    { at, who: text, what: 'cancelled', comment: text },
    { at, who: 'workflow', what: 'ended' },
  ];
}
