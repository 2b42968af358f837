import { describe, expect, it } from 'vitest';
import type { Problem, ProblemCode } from '../../../functions/domain/request/problem.ts';
import { reasonOf, reasonsOf, reasonText, schemaReasons } from '../../../functions/wording/reason.ts';
import validate from '../../../schemas/compiled/change-request.js';
import { changeRequest } from '../builders.ts';

const TOO_FEW = { rule: 'production', quorum: 2, eligible: 1 };

/** Every problem, and its message. */
const MESSAGES: { [Code in ProblemCode]: [problem: Problem, message: string][] } = {
  required: [[{ pointer: '/reason', code: 'required' }, 'is required']],
  unknownProperty: [[{ pointer: '/reasons', code: 'unknownProperty' }, 'is not a known field']],
  notAllowedHere: [[{ pointer: '/source', code: 'notAllowedHere' }, 'is not allowed here']],
  invalid: [[{ pointer: '/reason', code: 'invalid' }, 'is not valid']],
  type: [
    [{ pointer: '/reason', code: 'type', expected: 'string' }, 'must be a text'],
    [{ pointer: '', code: 'type', expected: 'object' }, 'must be an object'],
    [{ pointer: '/changes', code: 'type', expected: 'array' }, 'must be a list'],
    [{ pointer: '/x', code: 'type', expected: 'string or null' }, 'must be string or null'],
  ],
  format: [
    [{ pointer: '/changes/0/accountId', code: 'format' }, 'must be 12 digits'],
    [{ pointer: '/requestedBy', code: 'format' }, 'must be an e-mail address'],
    [{ pointer: '/x', code: 'format' }, 'does not have the right format'],
  ],
  tooShort: [
    [{ pointer: '/reason', code: 'tooShort', limit: 1 }, 'must not be empty'],
    [{ pointer: '/reason', code: 'tooShort', limit: 3 }, 'must have at least 3 characters'],
  ],
  tooLong: [[{ pointer: '/reason', code: 'tooLong', limit: 10 }, 'must have at most 10 characters']],
  tooFew: [
    [{ pointer: '/changes', code: 'tooFew', limit: 1 }, 'must not be empty'],
    [{ pointer: '/changes', code: 'tooFew', limit: 2 }, 'must have at least 2 entries'],
  ],
  tooMany: [[{ pointer: '/changes', code: 'tooMany', limit: 100 }, 'must have at most 100 entries']],
  notAllowedValue: [
    [{ pointer: '/action', code: 'notAllowedValue', allowed: ['PUT', 'DELETE'] }, 'must be one of PUT, DELETE'],
    [{ pointer: '/action', code: 'notAllowedValue', allowed: ['PUT'] }, 'must be PUT'],
  ],
  reservedSource: [
    [
      { pointer: '/source/system', code: 'reservedSource' },
      'is reserved: `organization` for the workflow itself, the name of a ticket system for its own webhook',
    ],
  ],
  repeatedContact: [
    [
      { pointer: '/changes/1', code: 'repeatedContact', firstPointer: '/changes/0' },
      'changes the same contact as /changes/0',
    ],
  ],
  unknownAccount: [
    [
      { pointer: '/x', code: 'unknownAccount', accountId: '999999999999' },
      'names 999999999999, which is not an account of the organization',
    ],
  ],
  inactiveAccount: [
    [
      { pointer: '/x', code: 'inactiveAccount', accountId: '555555555555', state: 'SUSPENDED' },
      'names 555555555555, which is SUSPENDED',
    ],
  ],
  managementAccountOutOfReach: [
    [
      { pointer: '/x', code: 'managementAccountOutOfReach', accountId: '111111111111' },
      'names the management account 111111111111, in which this service has no role',
    ],
  ],
  emailDomainNotAllowed: [
    [
      { pointer: '/x', code: 'emailDomainNotAllowed', allowed: ['example.com', 'example.org'] },
      'must be in an allowed e-mail domain (example.com, example.org)',
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

  it('only counts the problems after the first hundred', () => {
    const reasons = reasonsOf(problems(103));
    expect(reasons).toHaveLength(101);
    expect(reasons.at(-1)).toEqual({ pointer: '', code: 'furtherProblems', message: 'has 3 further problems' });
  });
});

describe('schemaReasons', () => {
  it('puts what the schema finds into words, without values', () => {
    expect(validate({ ...changeRequest(), requestedBy: 'nobody-secret', extra: 1 })).toBe(false);
    const reasons = schemaReasons(validate.errors ?? []);
    expect(reasons.map(reasonText).toSorted()).toEqual([
      '/extra is not a known field',
      '/requestedBy must be an e-mail address',
    ]);
  });
});

describe('reasonText', () => {
  it('begins with the pointer', () => {
    expect(reasonText({ pointer: '/reason', code: 'required', message: 'is required' })).toBe('/reason is required');
  });

  it('names the request when the pointer is empty', () => {
    expect(reasonText({ pointer: '', code: 'type', message: 'must be an object' })).toBe(
      'The request must be an object',
    );
  });
});
