import { describe, expect, it } from 'vitest';
import { answerFindings } from '../../fuzz/checks/answers.ts';
import { numbered } from '../../fuzz/marker.ts';

const answer = { status: 200, contentType: 'text/html; charset=utf-8', body: '', milliseconds: 5 };
const kindsOf = (given: Partial<typeof answer>) => answerFindings(12, { ...answer, ...given }).map(({ kind }) => kind);

describe('the checks of an answer', () => {
  it.each([
    { given: { status: 502 }, kind: '5xx' },
    { given: { milliseconds: 2_001 }, kind: 'slow' },
    { given: { body: '<p><b id=zq12x></p>' }, kind: 'raw echo' },
    { given: { body: '<p>"><script>zq12x</script>' }, kind: 'raw echo' },
    { given: { body: 'zq12x\u0000' }, kind: 'raw echo' },
    { given: { contentType: 'application/json', body: '{"message":"zq12x is unknown"}' }, kind: 'raw echo' },
    { given: { contentType: 'terminal', body: 'unknown column zq12x\u001b[31m' }, kind: 'raw echo' },
  ])('find a $kind in $given', ({ given, kind }) => {
    expect(kindsOf(given)).toEqual([kind]);
  });

  it.each([
    { body: '<p>&lt;b id=zq12x&gt; "zq12x"\r\n</p>' },
    { contentType: 'application/json', body: '{"requestId":"fuzz-12"}' },
    { contentType: 'terminal', body: '<b id=zq12x> is not a known field' },
  ])('find nothing in $body', (given) => {
    expect(kindsOf(given)).toEqual([]);
  });
});

it('an input has its own number everywhere', () => {
  expect(numbered('{"requestId":"fuzz-#number#","accountId":"#account#","reason":"zq#x <zq#x>"}', 1_001)).toBe(
    '{"requestId":"fuzz-1001","accountId":"900000000002","reason":"zq1001x <zq1001x>"}',
  );
});
