import { describe, expect, it } from 'vitest';
import type { Problem, ProblemCode } from '../../../functions/domain/request/problem.ts';
import { reasonOf, reasonsOf, reasonTexts, schemaReasons } from '../../../functions/wording/reason.ts';
import validate from '../../../schemas/compiled/change-request.js';
import { changeRequest } from '../builders.ts';

const TOO_FEW = { rule: 'production', quorum: 2, eligible: 1 };

/** Every problem, and its message. */
const MESSAGES: { [Code in ProblemCode]: [problem: Problem, message: string][] } = {
  required: [[{ pointer: '/reason', code: 'required' }, 'is required']],
  unknownProperty: [
    [{ pointer: '/reasons', code: 'unknownProperty' }, 'is not a known field'],
    [{ pointer: '/changes/0/contact', code: 'unknownProperty' }, 'must be left out when the contact is removed'],
  ],
  unknownProperties: [
    [{ pointer: '', code: 'unknownProperties' }, 'has a property that is not known'],
    [{ pointer: '/changes/0/contact', code: 'unknownProperties' }, 'has a property that is not known'],
  ],
  tooManyOfRequester: [
    [
      { pointer: '/requestedBy', code: 'tooManyOfRequester', open: 100 },
      'has 100 open requests already: ask again when some of them are decided, or cancel some',
    ],
  ],
  tooManyForContact: [
    [
      { pointer: '/changes', code: 'tooManyForContact', open: 20 },
      'asks for a contact that 20 open requests ask for already: ask again when some of them are decided',
    ],
  ],
  changeSetMissing: [
    [
      { pointer: '/changeSet/key', code: 'changeSetMissing' },
      'names an object that the bucket of the service does not hold: upload the change set, then ask again',
    ],
  ],
  changeSetAltered: [
    [
      { pointer: '/changeSet/sha256', code: 'changeSetAltered' },
      'is not the hash of the object: upload the change set again',
    ],
  ],
  changeSetTooLarge: [
    [
      { pointer: '/changeSet/key', code: 'changeSetTooLarge', bytes: 2000 },
      'names an object that is too large for its count: one change a line, in no more than 2,000 bytes',
    ],
  ],
  notJson: [[{ pointer: '/changeSet/1204', code: 'notJson' }, 'is not JSON']],
  wrongCount: [
    [
      { pointer: '/changeSet/count', code: 'wrongCount', count: 1204 },
      'is not how many lines the change set has: 1,204',
    ],
  ],
  campaignNeedsApproval: [
    [
      { pointer: '/changeSet', code: 'campaignNeedsApproval', rule: 'sandbox' },
      'asks for changes that the rule "sandbox" approves in advance, which no change set may do: ask for them in requests of up to 100 changes',
    ],
  ],
  tooManyUnderRule: [
    [
      { pointer: '/changeSet', code: 'tooManyUnderRule', rule: 'production', most: 1000, count: 1204 },
      'asks for 1,204 changes under the rule "production", which lets 1,000 through at once: ask for fewer',
    ],
  ],
  notAllowedHere: [[{ pointer: '/source', code: 'notAllowedHere' }, 'is not allowed here']],
  invalid: [[{ pointer: '/reason', code: 'invalid' }, 'is not valid']],
  type: [
    [{ pointer: '/reason', code: 'type', expected: 'string' }, 'must be a text'],
    [{ pointer: '', code: 'type', expected: 'object' }, 'must be an object'],
    [{ pointer: '/changes', code: 'type', expected: 'array' }, 'must be a list'],
    [{ pointer: '/x', code: 'type', expected: 'string or null' }, 'must be string or null'],
    [
      { pointer: '/changes/0/accountId', code: 'type', expected: 'string' },
      'must be a text of 12 digits, for example "022222222222": a number loses its leading zeros',
    ],
  ],
  format: [
    [{ pointer: '/changes/0/accountId', code: 'format' }, 'must be 12 digits, for example 222222222222'],
    [{ pointer: '/requestedBy', code: 'format' }, 'must be an e-mail address, such as jane@example.com'],
    [{ pointer: '/contributors/3', code: 'format' }, 'must be e-mail addresses, such as jane@example.com'],
    [{ pointer: '/x', code: 'format' }, 'does not have the right format'],
  ],
  tooShort: [
    [{ pointer: '/reason', code: 'tooShort', limit: 1 }, 'must not be empty'],
    [{ pointer: '/reason', code: 'tooShort', limit: 3 }, 'must have at least 3 characters'],
  ],
  tooLong: [
    [{ pointer: '/reason', code: 'tooLong', limit: 10 }, 'must have at most 10 characters'],
    [
      { pointer: '/changes/0/contact/name', code: 'tooLong', limit: 64, isInUnits: true },
      'must have at most 64 characters, where an emoji counts as two or more',
    ],
  ],
  tooFew: [
    [{ pointer: '/changes', code: 'tooFew', limit: 1 }, 'must not be empty'],
    [{ pointer: '/changes', code: 'tooFew', limit: 2 }, 'must have at least 2 entries'],
  ],
  tooMany: [[{ pointer: '/changes', code: 'tooMany', limit: 100 }, 'must have at most 100 entries']],
  notAllowedValue: [
    [
      { pointer: '/action', code: 'notAllowedValue', allowed: ['PUT', 'DELETE'] },
      'must be Set (PUT) or Remove (DELETE)',
    ],
    [
      { pointer: '/alternateContactType', code: 'notAllowedValue', allowed: ['BILLING', 'SECURITY'] },
      'must be one of BILLING, SECURITY',
    ],
    [{ pointer: '/replaces', code: 'notAllowedValue', allowed: ['all'] }, 'must be all'],
  ],
  reservedSource: [
    [
      { pointer: '/requestId', code: 'reservedSource' },
      'is reserved for a request that the service or `contacts` makes itself',
    ],
    [
      { pointer: '/source/system', code: 'reservedSource' },
      'is reserved: `organization` for the workflow itself, the name of a ticket system for its own webhook',
    ],
  ],
  repeatedContact: [
    [
      { pointer: '/changes/1', code: 'repeatedContact', firstPointer: '/changes/0' },
      'changes the same contact as change 1',
    ],
    [{ pointer: '/changes/1', code: 'repeatedContact', firstPointer: 'line 2' }, 'changes the same contact as line 2'],
  ],
  doubtfulName: [
    [
      { pointer: '', code: 'doubtfulName', name: 'requestedBy', line: 8, column: 5 },
      'has requestedBy twice, the second time in line 8, column 5: escape the quotes in what people write',
    ],
    [
      { pointer: '', code: 'doubtfulName', name: 'Call +1 555 0666', line: 1, column: 2 },
      'has a name twice, the second time in line 1, column 2: escape the quotes in what people write',
    ],
    [
      { pointer: '/source', code: 'doubtfulName', name: '__proto__', line: 1, column: 2 },
      'has the name __proto__ in line 1, column 2, which is not allowed',
    ],
  ],
  nestedTooDeeply: [[{ pointer: '', code: 'nestedTooDeeply' }, 'is nested too deeply']],
  unknownAccount: [
    [
      { pointer: '/x', code: 'unknownAccount', accountId: '999999999999' },
      'names 999999999999, which is not an account of the organization: check the id',
    ],
  ],
  inactiveAccount: [
    [
      { pointer: '/x', code: 'inactiveAccount', accountId: '555555555555', state: 'SUSPENDED' },
      'names 555555555555, which is SUSPENDED: only an ACTIVE account can get other contacts',
    ],
  ],
  managementAccountOutOfReach: [
    [
      { pointer: '/x', code: 'managementAccountOutOfReach', accountId: '111111111111' },
      'names the management account 111111111111, in which this service has no role: ask the team that runs it for one',
    ],
  ],
  emailDomainNotAllowed: [
    [
      { pointer: '/x', code: 'emailDomainNotAllowed', allowed: ['example.com', 'example.org'] },
      'must be in an allowed e-mail domain (example.com, example.org)',
    ],
  ],
  confusableDomain: [
    [
      { pointer: '/x', code: 'confusableDomain' },
      'must be in a domain of plain letters: one with xn-- may look like another',
    ],
  ],
  blank: [[{ pointer: '/x', code: 'blank' }, 'must have characters that people can see']],
  outerBlank: [
    [{ pointer: '/x', code: 'outerBlank' }, 'must not begin or end with a blank or an invisible character; delete it'],
  ],
  invisibleCharacter: [
    [
      { pointer: '/x', code: 'invisibleCharacter', character: 'U+200B' },
      'has the invisible character U+200B; type the text again without it',
    ],
  ],
  tooFewDigits: [
    [{ pointer: '/x', code: 'tooFewDigits', limit: 6 }, 'must have at least 6 digits, for example +1 555 0123'],
  ],
  undeliverable: [
    [
      { pointer: '/x', code: 'undeliverable', because: 'domainDots' },
      'has a dot at an end of its domain, or two in a row; a right one is, for example, soc@example.com',
    ],
  ],
  furtherProblems: [[{ pointer: '', code: 'furtherProblems', count: 1 }, 'has 1 further problem']],
  quorumOutOfReach: [
    [
      { pointer: '/requestedBy', code: 'quorumOutOfReach', ...TOO_FEW },
      'leaves too few approvers for the rule "production": it needs 2 approvals, but only 1 approver is eligible, because nobody may approve a request that they made or worked on',
    ],
    [
      { pointer: '/requestedBy', code: 'quorumOutOfReach', ...TOO_FEW, from: 'finance', eligible: 0 },
      'leaves too few approvers for the rule "production": it needs an approval from finance, but nobody is eligible, because nobody may approve a request that they made or worked on',
    ],
  ],
};

describe('reasonOf', () => {
  const cases = Object.values(MESSAGES)
    .flat()
    .map(([problem, message]) => ({ problem, message }));

  it.each(cases)('says of $problem.code: $message', ({ problem, message }) => {
    expect(reasonOf(problem)).toEqual({ pointer: problem.pointer, code: problem.code, message });
  });
});

describe('reasonsOf', () => {
  const problems = (count: number) =>
    Array.from({ length: count }, (_, index): Problem => ({ pointer: `/changes/${index}`, code: 'invalid' }));

  it('has a reason for each of a hundred problems', () => {
    expect(reasonsOf(problems(100))).toEqual(problems(100).map(reasonOf));
  });

  it.each([
    ['/changes/0/contact', '/changes/0/contact'],
    ['/changes/0/Call me/contact', '/changes/0'],
    ['/Call me', ''],
  ])('names the object %j with a doubtful name as %j, which holds no name that its sender chose', (pointer, shown) => {
    const problem = { code: 'doubtfulName', name: 'name', line: 1, column: 2 } as const;
    expect(reasonsOf([{ pointer, ...problem }])).toEqual([reasonOf({ pointer: shown, ...problem })]);
  });

  it('only counts the problems after the first hundred', () => {
    const reasons = reasonsOf(problems(103));
    expect(reasons).toHaveLength(101);
    expect(reasons.at(-1)).toEqual({ pointer: '', code: 'furtherProblems', message: 'has 3 further problems' });
  });
});

describe('schemaReasons', () => {
  it('puts what the schema finds into words, without values', () => {
    const request = { ...changeRequest(), requestedBy: 'nobody-secret', extra: 1 };
    expect(validate(request)).toBe(false);
    const reasons = schemaReasons(validate.errors ?? []);
    expect(reasonTexts(reasons, request).toSorted()).toEqual([
      'Requester must be an e-mail address, such as jane@example.com',
      'The request has a property that is not known',
    ]);
  });

  it('tells once for each object that it has unknown properties, and never how its sender calls them', () => {
    const call = 'Call +1 555 0666 at once';
    const [change] = changeRequest().changes;
    const request = {
      ...changeRequest(),
      [call]: 1,
      [`${call}!`]: 1,
      changes: [{ ...change, [call]: 1 }, { [call]: 1 }],
    };
    expect(validate(request)).toBe(false);
    const reasons = schemaReasons(validate.errors ?? []);
    expect(JSON.stringify([reasons, reasonTexts(reasons, request)])).not.toContain('Call');
    expect(reasons.filter(({ code }) => code === 'unknownProperties').map(({ pointer }) => pointer)).toEqual([
      '',
      '/changes/0',
    ]);
  });

  it('names a field that is known, but in another place', () => {
    const request = { ...changeRequest(), name: 'SOC' };
    expect(validate(request)).toBe(false);
    expect(reasonTexts(schemaReasons(validate.errors ?? []), request)).toEqual(['Name is not a known field']);
  });
});

describe('reasonTexts', () => {
  const reason = (pointer: string) => ({ pointer, code: 'required' as const, message: 'is required' });
  const one = { changes: [{}] };
  const several = { changes: [{}, {}, {}] };

  it.each([
    ['', 'The request is required'],
    ['/reason', 'Reason is required'],
    ['/requestedBy', 'Requester is required'],
    ['/source/reference', 'Ticket is required'],
    ['/changes', 'List of changes is required'],
    ['/changes/0', 'The change is required'],
    ['/changes/0/accountId', 'Account is required'],
    ['/changes/0/alternateContactType', 'Contact type is required'],
    ['/changes/0/contact/emailAddress', 'Email is required'],
    ['/contributors/2', 'Contributors: entry 3 is required'],
    ['/fax~1~0', 'A field is required'],
    ['/constructor', 'A field is required'],
  ])('calls %j by its name in a form: %s', (pointer, text) => {
    expect(reasonTexts([reason(pointer)], one)).toEqual([text]);
  });

  it('counts the changes when there are several', () => {
    const reasons = [reason('/changes/0/accountId'), reason('/changes/2/contact/name'), reason('/changes/1')];
    expect(reasonTexts(reasons, several)).toEqual([
      'Change 1: Account is required',
      'Change 3: Name is required',
      'Change 2 is required',
    ]);
  });

  it('counts the changes when the request is unknown, and a later one has a problem', () => {
    expect(reasonTexts([reason('/changes/0/accountId'), reason('/changes/1/action')], undefined)).toEqual([
      'Change 1: Account is required',
      'Change 2: Action is required',
    ]);
  });

  it.each([undefined, null, 'x', { changes: 7 }])('names no number when the request is %j', (request) => {
    expect(reasonTexts([reason('/changes/0/accountId')], request)).toEqual(['Account is required']);
  });
});
