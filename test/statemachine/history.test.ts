import { describe, expect, it } from 'vitest';
import { isReplannedTooOften } from '../../functions/domain/approval/outdated-plan.ts';
import type { RequestEvent } from '../../functions/domain/ledger/events.ts';
import { recordOf } from '../../functions/domain/ledger/evolve.ts';
import { laneOf, MOST_MOVES } from '../../functions/domain/pace/line.ts';
import { definition, type Machine, type Retrier, type State } from '../../statemachine/definition.ts';
import {
  approvalRequested,
  changeRequest,
  deleteChange,
  planned,
  plannedChange,
  planOutdated,
  requested,
  SECURITY,
} from '../unit/builders.ts';
import { failing, run } from './machine.ts';

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const MOST_EVENTS = 25_000;

/** The most contacts of a request. */
const MOST_CONTACTS = 100;

/** How often an execution may be woken before the time of its rounds. */
const MOST_EARLY_WAKES = 30;

const TAKEN = ['IsOrganizationEvent', 'ValidateRequest', 'IsValid', 'RegisterRequest'];
const PLAN = ['AwaitReading', 'ReadCurrentContacts', 'PlanChanges', 'IsApprovalRequired'];
const ROUND = ['RequestApproval', 'SettleApproval', 'IsApproved'];
const END = ['AwaitTurn', 'ApplyChanges', 'RecordOutcome', 'HasFailed', 'ChangeRequestFailed'];

/** Which retriers a task exhausts before it succeeds. */
type Exhausts = (retrier: Retrier) => boolean;

/** How many events an execution has that takes this path, for so many contacts of which all fail in the end. */
function eventsOf(path: string[], exhausts: Exhausts, contacts = MOST_CONTACTS): number {
  const ofStates = path.map((name) => eventsOfState(definition.States[name], exhausts, contacts));
  return sum(ofStates) + 2;
}

function eventsOfState(state: State | undefined, exhausts: Exhausts, contacts: number): number {
  if (!state) throw new Error('there is no such state');
  if (state.Type === 'Fail') return 1;
  if (state.Type === 'Task') return 2 + eventsOfAttempt(state) * (1 + retriesOf(state, exhausts));
  if (!state.ItemProcessor) return 2;
  const ofIteration = sum(
    Object.values(state.ItemProcessor.States).map((inner) => eventsOfState(inner, exhausts, contacts)),
  );
  return 4 + contacts * (2 + ofIteration + eventsOfMoves(state.ItemProcessor, contacts));
}

/** A change whose turn moves as often as it may. Its attempts say so and do nothing else; the states are counted once already. */
function eventsOfMoves({ States: { TakeTurn, AwaitNewTurn } }: Pick<Machine, 'States'>, contacts: number): number {
  if (!TakeTurn || !AwaitNewTurn) return 0;
  const ofAttempt = 5;
  const ofTurn = eventsOfState(TakeTurn, nothing, 1) + eventsOfState(AwaitNewTurn, nothing, 1);
  const most = MOST_MOVES[laneOf(contacts)];
  return most * ofAttempt + (most - 1) * ofTurn;
}

/** Scheduled, started, and ended; a task that waits for its token is submitted in between. */
function eventsOfAttempt(state: State): number {
  return state.Resource?.endsWith('.waitForTaskToken') ? 4 : 3;
}

function retriesOf({ Retry = [] }: State, exhausts: Exhausts): number {
  return sum(Retry.filter(exhausts).map(({ MaxAttempts }) => MaxAttempts));
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

const nothing: Exhausts = () => false;
const ofNewAccounts: Exhausts = ({ ErrorEquals }) => ErrorEquals.includes('AccountNotReadyError');
const ofOthers: Exhausts = (retrier) => !ofNewAccounts(retrier);

describe('the longest history', () => {
  const once = [...TAKEN, ...PLAN, ...ROUND, ...END];

  it('has less than 25,000 events when every task needs all its attempts, whatever they fail with, for 100 contacts in two rounds', () => {
    const events = eventsOf([...TAKEN, ...PLAN, ...ROUND, ...ROUND, ...END], ofOthers);
    expect(events).toBeLessThan(MOST_EVENTS);
    expect(events).toBeGreaterThan(20_000);
  });

  it('has less than 25,000 events when 100 contacts are of accounts that are not ready for as long as they are waited for', () => {
    expect(eventsOf(once, ofNewAccounts)).toBeLessThan(MOST_EVENTS);
  });

  it.each([1, 10, 100])(
    'has less than 25,000 events when %i contacts are planned as often as the ledger allows',
    (contacts) => {
      const plans = mostPlans(contacts);
      const again = Array.from({ length: plans - 1 }, () => [...ROUND, 'PlanAgain', ...PLAN]).flat();
      expect(plans).toBeGreaterThan(3);
      expect(eventsOf([...TAKEN, ...PLAN, ...again, ...ROUND, ...END], nothing, contacts)).toBeLessThan(MOST_EVENTS);
    },
  );

  it('has less than 25,000 events when the execution is woken early as often as it may be, in ten rounds', () => {
    const rounds = Array.from({ length: 10 + MOST_EARLY_WAKES }, () => ROUND).flat();
    expect(eventsOf([...TAKEN, ...PLAN, ...rounds, ...END], nothing)).toBeLessThan(MOST_EVENTS);
  });

  it('is counted as Step Functions counts', async () => {
    const failure = { error: 'ChangeRequestFailed', cause: 'ContactLockedError' };
    const locked = failing(Number.POSITIVE_INFINITY, 'ContactLockedError', () => ({}));
    const { events } = await run({
      ApplyChange: failing(MOST_MOVES.front, 'TurnMovedError', locked),
      RecordOutcome: () => ({ requestId: 'r-1', status: 'FAILED', results: [], failure }),
    });
    const ofLocks: Exhausts = ({ ErrorEquals }) => ErrorEquals.includes('ContactNotYetVisibleError');
    expect(events).toBe(eventsOf(once, ofLocks, 1));
  });
});

/** How often the smallest changes of so many contacts can be planned before the ledger is full. */
function mostPlans(contacts: number): number {
  const keys = Array.from({ length: contacts }, (_, index) => ({
    ...SECURITY,
    accountId: String(900_000_000_001 + index),
  }));
  const before = { name: 'x', title: 'x', emailAddress: 'a@b.cd', phoneNumber: '1' };
  const plan = keys.map((key) => plannedChange({ ...key, before, after: null }));
  const request = changeRequest({ changes: keys.map(deleteChange) });
  const history: RequestEvent[] = [requested({ request })];
  let plans = 0;
  const record = recordOf(history);
  for (; !isReplannedTooOften({ ...record, history }); plans += 1) {
    history.push(planned({ plan }), approvalRequested(), planOutdated({ contacts: keys }));
  }
  return plans;
}
