import { describe, expect, it } from 'vitest';
import { LAST, policyWith, refusalOf, SIMPLE } from './refusal.ts';

const TAB = 'the line is indented with a tab; indent it with spaces';
const INDENT = 'the indentation fits no line above; begin all keys of a block in the same column';

describe('what is not YAML', () => {
  it.each([
    {
      problem: 'lines are indented with tabs',
      text: 'groups:\n\tleads: [a@b.cd]\n\tothers: [a@b.cd]\n',
      line: 2,
      says: TAB,
    },
    { problem: 'a tab follows spaces', text: 'approvals:\n  - name: x\n  \tquorum: 1\n', line: 3, says: TAB },
    {
      problem: 'a list is not closed',
      text: 'allowedEmailDomains: [example.com\ngroups: {}\napprovals: []\n',
      line: 1,
      says: 'what begins with [ has no closing ]',
    },
    {
      problem: 'a rule in braces is not closed',
      text: `${policyWith(LAST.replace(/ }$/, ''))}sources: {}\n`,
      line: 5,
      says: 'what begins with { has no closing }',
    },
    {
      problem: 'a text in quotes is not closed',
      text: 'allowedEmailDomains: [example.com]\ngroups:\n  a: ["x@example.com]\napprovals: []\n',
      line: 3,
      says: 'what begins with " has no closing "',
    },
    {
      problem: 'a key is in a column of its own',
      text: 'groups:\n    a: [x@y.zz]\n  b: [x@y.zz]\n',
      line: 3,
      says: INDENT,
    },
    {
      problem: 'a key is written twice',
      text: 'allowedEmailDomains: [example.com]\nallowedEmailDomains: [example.net]\n',
      line: 2,
      says: 'the key allowedEmailDomains is written twice; keep one of them',
    },
    {
      problem: 'a key in quotes is written twice',
      text: 'groups: { a: [], "a": [] }\n',
      line: 1,
      says: 'the key "a" is written twice; keep one of them',
    },
    {
      problem: 'a value has a colon',
      text: 'approvals:\n  - name: urgent: security\n',
      line: 2,
      says: 'the value holds another ": "; put it in quotes, or on a line of its own',
    },
    {
      problem: 'a value begins with a reserved character',
      text: 'allowedEmailDomains: @example.com\n',
      line: 1,
      says: 'a text that begins with @ must be in quotes',
    },
    {
      problem: 'a line has no colon',
      text: 'allowedEmailDomains: [example.com]\ngroups\napprovals: []\n',
      line: 2,
      says: 'the line is neither an entry of a list nor a key with a colon and a value',
    },
    {
      problem: 'it holds two documents',
      text: `${SIMPLE}---\na: 1\n`,
      line: 6,
      says: 'a second document begins here; a policy is one document, so remove the line with ---',
    },
    {
      problem: 'an alias has no anchor',
      text: `${SIMPLE}baseline: *contacts\n`,
      line: 6,
      says: '*contacts repeats a value that is nowhere marked with &contacts before',
    },
    {
      problem: 'an escape sequence is unknown',
      text: 'groups:\n  a: ["\\q"]\n',
      line: 2,
      says: 'the line is not valid YAML: Invalid escape sequence \\q',
    },
  ])('is refused with its line when $problem', ({ text, line, says }) => {
    expect(refusalOf(text)).toEqual([`policy.yml:${line}: ${says}`]);
  });

  it('is refused with every key that is written twice before the first other mistake', () => {
    expect(refusalOf('a: 1\na: 2\na: 3\nb:\n\tc: 1\n')).toEqual([
      'policy.yml:2: the key a is written twice; keep one of them',
      'policy.yml:3: the key a is written twice; keep one of them',
      `policy.yml:5: ${TAB}`,
    ]);
  });

  it('is refused when aliases multiply it beyond measure', () => {
    const levels = ['a', 'b', 'c', 'd'].map((name, index) => {
      const item = index === 0 ? 'x' : `*${'abcd'[index - 1]}`;
      return `${name}: &${name} [${Array.from({ length: 10 }, () => item).join(', ')}]\n`;
    });
    expect(refusalOf(levels.join(''))).toEqual([
      'policy.yml:1: the policy repeats its values by aliases too often; write them out',
    ]);
  });
});
