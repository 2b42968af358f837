import { describe, expect, it } from 'vitest';
import { otherPersonText, requesterProofText, unnamedCallerText } from '../../../functions/wording/identity.ts';
import { changeRequest } from '../builders.ts';

describe('requesterProofText', () => {
  it.each([
    ['iam', 'signed in as jane@example.com'],
    ['signature', 'named by jira'],
    ['claimed', 'named by whoever sent the event (jira)'],
    ['workflow', 'made by the workflow itself'],
  ] as const)('says how the requester is known by %s', (provenBy, text) => {
    expect(requesterProofText({ provenBy, request: changeRequest() })).toBe(text);
  });
});

describe('unnamedCallerText', () => {
  it.each([
    [
      { kind: 'sessionIsNoAddress' },
      /name of this session is not an e-mail address\. Sign in as .*, or ask an operator/,
    ],
    [
      { kind: 'notInTable', name: 'jane' },
      /table under "identities" in the policy has no "jane"\. Ask an operator to add it/,
    ],
    [
      { kind: 'tagIsNoAddress', of: 'role', name: 'ops', tag: 'email' },
      /the role ops has no tag "email" with an e-mail address\. Ask an operator to add it/,
    ],
  ] as const)('says who calls, what is missing and the remedy: %j', (unnamed, words) => {
    const text = unnamedCallerText('arn:of:jane', unnamed);
    expect(text).toMatch(/^you are signed in as arn:of:jane, and /);
    expect(text).toMatch(words);
  });
});

describe('otherPersonText', () => {
  it('says who one is, and the remedy', () => {
    expect(otherPersonText('jane@example.com')).toBe(
      'you are signed in as jane@example.com, and cannot act in the name of anybody else. Leave the requester out, or name yourself',
    );
  });
});
