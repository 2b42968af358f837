import { describe, expect, it } from 'vitest';
import { recordOf } from '../../../../functions/domain/ledger/evolve.ts';
import { requestKeyOf } from '../../../../functions/domain/request/request-key.ts';
import { account } from '../../../bench/soak/accounting.ts';
import type { SeenExecution } from '../../../bench/soak/ended-executions.ts';
import { planned, rejected, requested, voteCast } from '../../builders.ts';

const OPEN = recordOf([requested(), planned()]);
const REJECTED = recordOf([requested(), planned(), voteCast(), rejected()]);
const KEY = requestKeyOf(OPEN.request);

function execution(differences: Partial<SeenExecution>): SeenExecution {
  return { eventId: 'event-1', requestId: undefined, status: 'SUCCEEDED', isRunning: false, ...differences };
}

function endsOf(...given: Parameters<typeof account>) {
  const { ends, missing } = account(...given);
  return { ends: [...ends].map(([kind, statuses]) => [kind, Object.fromEntries(statuses)]), missing };
}

describe('account', () => {
  it('takes the status of the record when there is one', () => {
    const executions = [execution({ requestId: OPEN.request.requestId, status: 'DUPLICATE' })];
    const accepted = [
      { kind: 'event', key: KEY },
      { kind: 'event', key: KEY },
    ];
    expect(endsOf(accepted, [REJECTED], executions)).toEqual({ ends: [['event', { REJECTED: 2 }]], missing: [] });
  });

  it('takes what the execution says when no record was made', () => {
    const invalid = execution({ eventId: 'event-2', requestId: 'r-1', status: 'INVALID' });
    const executions = [invalid, execution({ status: 'UNCHANGED' })];
    const accepted = [
      { kind: 'event', key: 'soak/r-1' },
      { kind: 'organization', key: 'event-1' },
    ];
    expect(endsOf(accepted, [], executions)).toEqual({
      ends: [
        ['event', { INVALID: 1 }],
        ['organization', { UNCHANGED: 1 }],
      ],
      missing: [],
    });
  });

  it('names what is still open', () => {
    expect(account([{ kind: 'event', key: KEY }], [OPEN], []).missing).toEqual([`${KEY} (event): ${OPEN.status}`]);
  });

  it('names what is nowhere, or only runs', () => {
    const accepted = [{ kind: 'event', key: 'soak/r-1' }];
    const executions = [execution({ requestId: 'r-1', isRunning: true })];
    expect(endsOf(accepted, [], executions)).toEqual({
      ends: [['event', { LOST: 1 }]],
      missing: ['soak/r-1 (event): nowhere'],
    });
  });
});
