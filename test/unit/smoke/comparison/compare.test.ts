import { describe, expect, it } from 'vitest';
import { compareTranscripts } from '../../../../smoke/comparison/compare.ts';
import type { Recorded, Transcript } from '../../../../smoke/recording/transcript.ts';
import recorded from '../../../fixtures/smoke/transcript.json' with { type: 'json' };

/** As the embedded AWS answered in a run, shortened. */
const EXPECTED: Transcript = recorded;

/** The same transcript, after a text in it was replaced everywhere in the step. */
function deviating(step: string, from: string | RegExp, to: string): Transcript {
  const changed = EXPECTED.map((each) => {
    if (each.title !== step) return each;
    const text = JSON.stringify(each);
    const replaced = text.replace(from, to);
    expect(replaced).not.toBe(text);
    return JSON.parse(replaced);
  });
  return changed;
}

const REFUSALS = 'Calls that are wrong are refused';
const SET = 'A contact is set after its approval';
const THROTTLE = 'A change survives throttling';

const observed = (answer: Recorded): Transcript => [{ title: 'a step', observations: [{ what: 'something', answer }] }];

describe('compareTranscripts', () => {
  it('finds nothing when both answered the same', () => {
    expect(compareTranscripts(structuredClone(EXPECTED), EXPECTED)).toEqual([]);
  });

  it.each([
    ['another error', REFUSALS, '"AccessDeniedException"', '"ForbiddenException"', 'of nobody', 'error'],
    ['other words', REFUSALS, 'Invalid Name:', 'Invalid name:', 'StartExecution, with a wrong name', 'message'],
    ['another status', REFUSALS, '"status":404,"error"', '"status":400,"error"', 'GetAlternateContact', 'status'],
    ['a field less', REFUSALS, ',"reason":"fieldValidationFailed"', '', 'without digits', 'shape.reason'],
    ['another type', SET, '"startDate":"number"', '"startDate":"text"', 'DescribeExecution', 'shape.startDate'],
    ['an event less', SET, '"TaskStarted lambda invoke.waitForTaskToken",', '', 'history', 'events.after'],
    [
      'another order of events',
      SET,
      '"MapStateStarted","MapIterationStarted',
      '"MapIterationStarted',
      'history',
      'events',
    ],
    ['a status event less', SET, '"PENDING_APPROVAL",', '', 'status events', 'statuses.after RECEIVED'],
    ['another header', SET, '"strict-transport-security":"max-age=63072000', '"x":"', 'POST /approvals', 'headers'],
    ['no throttling', THROTTLE, /,\{"status":429[^\]]*?\}\}\]/, ']', 'many at once', ''],
  ])('names %s', (_, step, from, to, what, path) => {
    const differences = compareTranscripts(deviating(step, from, to), EXPECTED);
    expect(differences[0]).toMatchObject({
      step,
      what: expect.stringContaining(what),
      path: expect.stringContaining(path),
    });
    expect(differences.length).toBeLessThanOrEqual(2);
  });

  it('tells both values', () => {
    expect(compareTranscripts(observed({ status: 200 }), observed({ status: 202 }))).toEqual([
      { step: 'a step', what: 'something', path: 'status', found: 200, expected: 202 },
    ]);
  });

  it('compares what timing decides only where both have it', () => {
    const [one, other] = [observed({ '?try': 'failed' }), observed({ '?try': 'timed out' })];
    expect(compareTranscripts(one, observed({}))).toEqual([]);
    expect(compareTranscripts(observed({}), other)).toEqual([]);
    expect(compareTranscripts(one, other)).toHaveLength(1);
  });

  it('names a step that one side did not reach, as one difference', () => {
    expect(compareTranscripts(EXPECTED.slice(0, 2), EXPECTED)).toEqual([
      { step: THROTTLE, what: 'the step', path: '', expected: 'reached' },
    ]);
  });

  it('names an answer that only one side has', () => {
    const found: Transcript = [{ title: 'a step', observations: [] }];
    expect(compareTranscripts(found, observed('text'))).toEqual([
      { step: 'a step', what: 'something', path: '', expected: 'text' },
    ]);
  });

  it('looks into the items of lists, where they are all alike', () => {
    const item = { name: 'text', input: 'text' };
    const [found, expected] = [observed([item]), observed([{ ...item, inputDetails: { truncated: 'boolean' } }])];
    expect(compareTranscripts(found, expected)).toMatchObject([{ path: '[].inputDetails' }]);
  });
});
