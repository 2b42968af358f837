import { describe, expect, it } from 'vitest';
import { accept } from '../../../../resources/validation/findings.ts';
import { conclusion, reportLines } from '../../../../resources/validation/report.ts';

describe('the report of a check', () => {
  it('says what is accepted by what was found, and why', () => {
    const found = ['organizations:Describe is about none (Role)', 'organizations:List is about none (Role)'];
    expect(reportLines('policies', accept(found, { 'organizations:': 'each account can be asked about' }))).toEqual([
      'policies: valid',
      '    accepted: organizations:Describe is about none (Role) (and 1 more of this kind)',
      '      because each account can be asked about',
    ]);
  });

  it('counts and lists the problems', () => {
    expect(reportLines('events', { problems: ['Bus: no DeadLetterConfig'], accepted: [] })).toEqual([
      'events: 1 problem',
      '    problem: Bus: no DeadLetterConfig',
    ]);
  });
});

describe('the last line', () => {
  it.each([
    [0, 'Everything is valid.'],
    [1, 'Not valid: 1 problem, listed above. Nothing was deployed.'],
    [3, 'Not valid: 3 problems, listed above. Nothing was deployed.'],
  ])('says in words what comes of %d problems', (problems, text) => {
    expect(conclusion(problems)).toBe(text);
  });
});
