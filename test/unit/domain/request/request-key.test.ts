import { describe, expect, it } from 'vitest';
import { isRequestKey, requestIdIn, requestKeyOf } from '../../../../functions/domain/request/request-key.ts';
import validKey from '../../../../schemas/compiled/request-key.js';
import { changeRequest } from '../../builders.ts';

const keyOf = (system: string, requestId = 'OPS-42') => requestKeyOf({ source: { system }, requestId });

describe('requestKeyOf', () => {
  it('is the system and the id', () => {
    expect(requestKeyOf(changeRequest())).toBe('jira/jira-OPS-42-10124');
  });

  it('differs when two systems have chosen one id', () => {
    expect(keyOf('standard')).not.toBe(keyOf('jira'));
  });

  it('differs when the boundary between system and id is elsewhere', () => {
    expect(keyOf('a-b', 'c')).not.toBe(keyOf('a', 'b-c'));
  });

  it.each(['Jira', 'JIRA', 'jIRA'])('is the same when the system is written %s', (system) => {
    expect(keyOf(system)).toBe(keyOf('jira'));
  });

  it('differs when the ids differ in upper and lower case', () => {
    expect(keyOf('jira', 'a')).not.toBe(keyOf('jira', 'A'));
  });

  it.each([
    keyOf('jira'),
    keyOf('organization', 'baseline-222222222222-1-0a1b2c3d'),
    keyOf('A'.repeat(64), 'x'.repeat(80)),
  ])('is a key by its schema, such as %s', (key) => {
    expect(validKey(key)).toBe(true);
    expect(isRequestKey(key)).toBe(true);
  });
});

describe('isRequestKey', () => {
  it.each(['cli-1', '', '/', 'cli/', '/cli-1', 'a/b/c', undefined, null, 42, ['cli/cli-1']])(
    'is not so for %j',
    (text) => {
      expect(isRequestKey(text)).toBe(false);
    },
  );
});

describe('requestIdIn', () => {
  it('is the id that was asked for', () => {
    expect(requestIdIn(keyOf('jira', 'a.b_c:d-e'))).toBe('a.b_c:d-e');
  });
});
