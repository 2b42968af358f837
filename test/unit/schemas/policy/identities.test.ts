import { describe, expect, it } from 'vitest';
import { refusalOf, SIMPLE } from './refusal.ts';

/** The problems of a policy with one entry, which is on line 7. */
const problemsOf = (entry: string) => refusalOf(`${SIMPLE}identities:\n  - ${entry}\n`);

const SSO = 'arn:aws:sts::*:assumed-role/AWSReservedSSO_*/*';

describe('identities', () => {
  it.each([
    `{ principals: ['${SSO}'], person: session-name }`,
    `{ principals: ['arn:aws-cn:sts::111111111111:assumed-role/people/*'], person: session-name }`,
    `{ principals: ['arn:aws:iam::111111111111:user/*', '${SSO}'], person: { tag: email } }`,
    `{ principals: ['arn:*:iam::*:user/*'], person: { table: { jane: jane@example.com } } }`,
  ])('are accepted when one is %s', (entry) => {
    expect(problemsOf(entry)).toEqual([]);
  });

  it.each([
    'arn:aws:sts::*:assumed-role/*',
    'arn:aws:sts::111111111111:assumed-role/*/*',
    'arn:aws:sts::111111111111:assumed-role/*SSO/*',
    'arn:aws:iam::111111111111:user/*',
    'arn:aws:sts::*:*',
  ])('are refused with the line when %s would let callers choose who they are', (principal) => {
    expect(problemsOf(`{ principals: ['${principal}'], person: session-name }`)).toEqual([
      expect.stringMatching(
        /^policy\.yml:7: a session-name proves a person only for roles that .*; name the role, such as /,
      ),
    ]);
  });

  it.each([
    [`{ principals: [jane], person: session-name }`, /must be the ARN of an IAM user or of a role session, such as/],
    [`{ principals: ['${SSO}'], person: user-name }`, /"person" must be session-name, \{ tag: email \}, or a table/],
    [`{ principals: ['${SSO}'], person: { tag: '' } }`, /"tag" must not be empty/],
    [`{ principals: ['${SSO}'], person: { table: {} } }`, /"table" must be session-name, \{ tag: email \}, or a table/],
    [`{ principals: ['${SSO}'], person: { table: { jane: jane } } }`, /"jane" must be an e-mail address/],
    [`{ principals: ['${SSO}'] }`, /"person" is missing/],
    [`{ principals: [], person: session-name }`, /"principals" must not be empty/],
  ])('are refused with line and remedy when one is %s', (entry, says) => {
    const [problem, ...others] = problemsOf(entry);
    expect(problem).toMatch(/^policy\.yml:7: /);
    expect(problem).toMatch(says);
    expect(others).toEqual([]);
  });
});

describe('mailboxes', () => {
  it.each([
    ['mailboxes: {}', '"mailboxes" must hold plusIsAnotherPerson, dotsIgnored or both'],
    ['mailboxes: { dotsIgnored: [gmail] }', 'entry 1 of "dotsIgnored" must be a domain, such as example.com'],
    ['mailboxes: { plusIsAnotherPerson: [] }', '"plusIsAnotherPerson" must not be empty'],
  ])('are refused with line and remedy when they are %s', (text, says) => {
    expect(refusalOf(`${SIMPLE}${text}\n`)).toEqual([`policy.yml:6: ${says}`]);
  });
});
