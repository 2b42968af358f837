import type { LoggedCall } from 'embedded-aws/endpoint/call-log.ts';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../../../schemas/compiled/change-request.js';
import { changesOf, rolloutOf } from '../../../bench/rollout/cases.ts';
import { figuresOf } from '../../../bench/rollout/figures.ts';
import { sumTallies } from '../../../bench/rollout/history-tally.ts';

const { requests } = rolloutOf(10, 1);
const changes = changesOf({ requests });
const APPLIED = new Map(requests.map(({ requestId }) => [requestId, 'APPLIED']));
const STARTED_AT = Date.parse('2026-01-01T00:00:00Z');

describe('the figures of a case', () => {
  it('measure from the first request, the first decision and the first write to the last one', () => {
    const figures = figuresWith(changes.map((change, index) => putOf(change, 10 + index)));
    expect(figures).toMatchObject({ changes: 10, makespan: 19, start: 6, applyPhase: 9, minimum: 0.4 });
  });

  it('know no apply phase when nothing was written', () => {
    expect(figuresWith([]).applyPhase).toBeNaN();
  });

  it('tell times from the decision on when a person decides', () => {
    const figures = figuresWith([putOf(changes[0], 5), putOf(changes[1], 7)], { isApproved: true });
    expect(figures).toMatchObject({ makespan: Number.NaN, start: 1, applyPhase: 2, writes: [1, 3] });
  });

  it('name nothing when every change is in place once', () => {
    expect(figuresWith(changes.map((change) => putOf(change, 1)))).toMatchObject({ lost: [], twice: [] });
  });

  it('name a change as lost whose request has not ended APPLIED', () => {
    const statuses = new Map([...APPLIED, [requests[3]?.requestId ?? '', 'FAILED']]);
    const { lost } = figuresWith(
      changes.map((change) => putOf(change, 1)),
      { statuses },
    );
    expect(lost).toEqual([expect.stringMatching(/^900000000004\/BILLING of test-\S+: FAILED$/)]);
  });

  it('name a change as lost whose contact is another', () => {
    const puts = changes.map((change) => putOf(change, 1));
    const { lost } = figuresWith([...puts.slice(1), putOf(changes[0], 2, { Name: 'Another' })]);
    expect(lost).toEqual([expect.stringContaining('not as requested')]);
  });

  it('name a change as lost that was refused', () => {
    expect(figuresWith([putOf(changes[0], 1, {}, 429)]).lost).toHaveLength(10);
  });

  it('name a contact that was written twice', () => {
    const puts = changes.map((change) => putOf(change, 1));
    expect(figuresWith([...puts, putOf(changes[0], 5)]).twice).toEqual(['900000000001/BILLING']);
  });

  it('leave out what somebody else has called', () => {
    const foreign = changes.map((change) => ({ ...putOf(change, 99, {}, 429), caller: 'local' }));
    const figures = figuresWith([...foreign, ...changes.map((change) => putOf(change, 1))]);
    expect(figures).toMatchObject({ throttled: 0, makespan: 1 });
  });

  it('share out what was throttled', () => {
    const calls = [putOf(changes[0], 1), putOf(changes[1], 2, {}, 429), putOf(changes[1], 3), putOf(changes[2], 4)];
    expect(figuresWith(calls).throttled).toBe(0.25);
  });
});

function figuresWith(calls: LoggedCall[], other: object = {}) {
  const tally = sumTallies([]);
  const times = { startedAt: STARTED_AT, decidedAt: STARTED_AT + 4000, isApproved: false };
  const seen = { requests, statuses: APPLIED, calls, tally, ...times };
  return figuresOf({ ...seen, ...other });
}

function putOf(change: Change | undefined, seconds: number, other: object = {}, status = 200): LoggedCall {
  if (change?.action !== 'PUT') throw new TypeError('there is no such change');
  const { name, title, emailAddress, phoneNumber } = change.contact;
  return {
    service: 'account',
    operation: 'PutAlternateContact',
    input: {
      AccountId: change.accountId,
      AlternateContactType: change.alternateContactType,
      Name: name,
      Title: title,
      EmailAddress: emailAddress,
      PhoneNumber: phoneNumber,
      ...other,
    },
    status,
    at: new Date(STARTED_AT + seconds * 1000).toISOString(),
    caller: 'alternate-contacts-local-apply-change',
  };
}
