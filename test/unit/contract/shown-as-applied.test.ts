import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalChanges } from '../../../cli/input/canonical-changes.ts';
import { FLAG_PLACES } from '../../../cli/input/changes.ts';
import { checkedRequest } from '../../../cli/input/check-request.ts';
import { CONTACT_FIELDS } from '../../../functions/domain/contact/contact.ts';
import { canonicalChange } from '../../../functions/domain/request/canonical-change.ts';
import { canonicalRequest } from '../../../functions/domain/request/canonical-request.ts';
import { formProblems } from '../../../functions/domain/request/form-problems.ts';
import { planChanges } from '../../../functions/domain/request/plan.ts';
import { contactDiffs } from '../../../functions/wording/diff.ts';
import validRequest, { type Change } from '../../../schemas/compiled/change-request.js';
import { ACCOUNT_ID, changeRequest, NEW_CONTACT } from '../builders.ts';

/** Changes for each property; they take two seconds in all. */
const NUM_RUNS = 1000;

/** What people do not see, what looks like something else, and what looks like the marks of the diff. */
const PIECES = [
  ...[' ', '  ', '\t', '\n', '\u00A0', '\u3000', '\u2003', '\u200B', '\u200D', '\u200C', '\uFE0F', '\uFEFF', '\u00AD'],
  ...['\u202E', '\u2066', '\u0000', '\u3164', '\u115F', '\u2800', '\uE000', '\uD800', '\uDC00', '\u0378', '\u{E0041}'],
  ...[
    '[U+200B]',
    '[U+005B]',
    '␣',
    '[',
    'U+00A0]',
    '“',
    'می',
    'क्',
    '👩',
    '🚒',
    '☎',
    '１',
    '＋',
    'а',
    'ſ',
    'ß',
    '-',
    '−',
    'ー',
  ],
  ...[
    '@',
    '.',
    '..',
    '_',
    'xn--80ak6aa92e',
    'example',
    'com',
    'soc',
    '+1 555 0100',
    '123456',
    '2222',
    '12',
    '/',
    '<b>',
  ],
];

const hostileText = fc.array(fc.constantFrom(...PIECES), { maxLength: 8 }).map((pieces) => pieces.join(''));

/** A usable text, one with something hostile in it or around it, or a hostile one. */
const textLike = (usable: string) =>
  fc.oneof(
    { arbitrary: fc.constant(usable), weight: 8 },
    hostileText,
    fc.tuple(fc.nat(usable.length), fc.constantFrom(...PIECES)).map(([at, piece]) => {
      return `${usable.slice(0, at)}${piece}${usable.slice(at)}`;
    }),
  );

const writtenChange = fc.record(
  {
    accountId: fc.oneof({ arbitrary: textLike(ACCOUNT_ID), weight: 8 }, fc.constant('2222-2222-2222'), fc.integer()),
    alternateContactType: fc.oneof({ arbitrary: textLike('SECURITY'), weight: 8 }, textLike('security')),
    action: fc.oneof({ arbitrary: textLike('PUT'), weight: 8 }, textLike('Set'), fc.constantFrom(null, true)),
    contact: fc.record({
      name: textLike(NEW_CONTACT.name),
      title: textLike(NEW_CONTACT.title),
      emailAddress: textLike(NEW_CONTACT.emailAddress),
      phoneNumber: textLike(NEW_CONTACT.phoneNumber),
    }),
  },
  { requiredKeys: ['accountId', 'alternateContactType', 'contact'] },
);

type Written = typeof writtenChange extends fc.Arbitrary<infer Value> ? Value : never;

const { changes: _, ...HEAD } = changeRequest();

/** The ways in, each with the changes that it lets through. */
const DOORS: [name: string, through: (written: Written) => Change[]][] = [
  ['an event', (written) => accepted({ ...changeRequest(), changes: [written] })],
  ['a ticket', (written) => accepted(canonicalRequest({ ...changeRequest(), changes: [written] }))],
  ['the command line', throughCommandLine],
];

describe.each(DOORS)('what comes in by %s', (_, through) => {
  it('is refused, or shown exactly as it is applied, whatever people write', () => {
    let shown = 0;
    fc.assert(
      fc.property(writtenChange, (written) => {
        for (const change of through(written)) {
          const [{ after, ...key } = { after: null }] = planChanges([change], []);
          const [diff] = contactDiffs([{ ...key, ...change, before: null, after }]);
          for (const [index, field] of CONTACT_FIELDS.entries()) {
            const text = diff?.fields[index]?.after ?? '';
            expect(text).not.toMatch(/(?!\u200C|\u200D|\uFE0F)\p{C}|(?! )\p{Z}|^ | $| {2}/u);
            expect(read(text)).toBe(after?.[field]);
            shown += 1;
          }
        }
      }),
      { numRuns: NUM_RUNS },
    );
    expect(shown).toBeGreaterThan(100);
  });
});

describe('canonicalChange, whatever people write', () => {
  it('keeps the digits of an account id, and their order', () => {
    fc.assert(
      fc.property(writtenChange, (written) => {
        const { accountId } = Object(canonicalChange(written).change);
        if (typeof written.accountId !== 'string') expect(accountId).toBe(written.accountId);
        else expect(digitsOf(accountId)).toBe(digitsOf(written.accountId));
      }),
      { numRuns: NUM_RUNS },
    );
  });

  it('changes nothing of what it has made canonical', () => {
    fc.assert(
      fc.property(writtenChange, (written) => {
        const { change } = canonicalChange(written);
        expect(canonicalChange(Object(change))).toEqual({ change, asWritten: [] });
      }),
      { numRuns: NUM_RUNS },
    );
  });

  it('knows no action but its own words', () => {
    fc.assert(
      fc.property(fc.oneof(textLike('remove'), textLike('set'), fc.string()), (action) => {
        const { action: taken } = Object(canonicalChange({ action, contact: NEW_CONTACT }).change);
        const word = action
          .normalize('NFKC')
          .replace(/[^a-z]/gi, '')
          .toLowerCase();
        if (taken === 'PUT') expect(['put', 'set', 'add', 'update', 'change']).toContain(word);
        if (taken === 'DELETE') expect(['delete', 'remove', 'clear']).toContain(word);
      }),
      { numRuns: NUM_RUNS },
    );
  });
});

function accepted(request: unknown): Change[] {
  return formProblems(request).length === 0 && validRequest(request) ? request.changes : [];
}

function throughCommandLine(written: Written): Change[] {
  try {
    const changes = canonicalChanges({ changes: [written], places: FLAG_PLACES });
    return checkedRequest(HEAD, changes).changes;
  } catch (error) {
    expect(error).toMatchObject({ name: 'WrongChangesError' });
    return [];
  }
}

/** What somebody who knows the marks of the diff takes a text for; an encoded domain is explained in brackets. */
function read(shown: string): string {
  const [text = ''] = /@[^ ]*xn--/i.test(shown) ? shown.split(' (') : [shown];
  return text
    .replaceAll('␣', ' ')
    .replaceAll(/\[U\+([0-9A-F]{4,6})\]/g, (__, hex) => String.fromCodePoint(Number.parseInt(hex, 16)));
}

function digitsOf(text: string): string {
  return text.normalize('NFKC').replace(/[^0-9]/g, '');
}
