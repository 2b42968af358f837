import { describe, expect, it } from 'vitest';
import { isReplannedTooOften } from '../../functions/domain/approval/outdated-plan.ts';
import { MOST_PAUSES } from '../../functions/domain/campaign/steering.ts';
import type { RequestEvent } from '../../functions/domain/ledger/events.ts';
import { recordOf } from '../../functions/domain/ledger/evolve.ts';
import { MOST_MOVES } from '../../functions/domain/pace/turn.ts';
import { CHANGES_OF_A_PAGE } from '../../functions/domain/request/change-set.ts';
import { definition } from '../../statemachine/definition.ts';
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
import { GOES_ON, runCampaign } from './campaign-run.ts';
import { type Exhausts, eventsOf, MOST_EVENTS, nothing, ofNewAccounts, ofOthers } from './history-size.ts';
import { failing, run } from './machine.ts';
import { LOOK_EVENTS, pageEvents, pauseEvents, worstPageEvents } from './page-history.ts';

/** The most contacts of a request. */
const MOST_CONTACTS = 100;

/** How often an execution may be woken before the time of its rounds. */
const MOST_EARLY_WAKES = 30;

const TAKEN = ['IsOrganizationEvent', 'ValidateRequest', 'IsValid', 'RegisterRequest'];
const PLAN = ['AwaitReading', 'ReadCurrentContacts', 'PlanChanges', 'IsApprovalRequired'];
const ROUND = ['RequestApproval', 'SettleApproval', 'IsApproved'];
const END = ['AwaitTurn', 'ApplyChanges', 'RecordOutcome', 'HasFailed', 'ChangeRequestFailed'];

/** How many events the execution of a small request has. */
function requestEvents(path: string[], exhausts: Exhausts, contacts = MOST_CONTACTS): number {
  return eventsOf(definition.States, path, exhausts, contacts);
}

describe('the longest history', () => {
  const once = [...TAKEN, ...PLAN, ...ROUND, ...END];

  it('has less than 25,000 events when every task needs all its attempts, whatever they fail with, for 100 contacts in two rounds', () => {
    const events = requestEvents([...TAKEN, ...PLAN, ...ROUND, ...ROUND, ...END], ofOthers);
    expect(events).toBeLessThan(MOST_EVENTS);
    expect(events).toBeGreaterThan(20_000);
  });

  it('has less than 25,000 events when 100 contacts are of accounts that are not ready for as long as they are waited for', () => {
    expect(requestEvents(once, ofNewAccounts)).toBeLessThan(MOST_EVENTS);
  });

  it.each([1, 10, 100])(
    'has less than 25,000 events when %i contacts are planned as often as the ledger allows',
    (contacts) => {
      const plans = mostPlans(contacts);
      const again = Array.from({ length: plans - 1 }, () => [...ROUND, 'PlanAgain', ...PLAN]).flat();
      expect(plans).toBeGreaterThan(3);
      expect(requestEvents([...TAKEN, ...PLAN, ...again, ...ROUND, ...END], nothing, contacts)).toBeLessThan(
        MOST_EVENTS,
      );
    },
  );

  it('has less than 25,000 events when the execution is woken early as often as it may be, in ten rounds', () => {
    const rounds = Array.from({ length: 10 + MOST_EARLY_WAKES }, () => ROUND).flat();
    expect(requestEvents([...TAKEN, ...PLAN, ...rounds, ...END], nothing)).toBeLessThan(MOST_EVENTS);
  });

  it('is counted as Step Functions counts', async () => {
    const failure = { error: 'ChangeRequestFailed', cause: 'ContactLockedError' };
    const locked = failing(Number.POSITIVE_INFINITY, 'ContactLockedError', () => ({}));
    const { events } = await run({
      ApplyChange: failing(MOST_MOVES.front, 'TurnMovedError', locked),
      RecordOutcome: () => ({ requestId: 'r-1', status: 'FAILED', results: [], failure }),
    });
    const ofLocks: Exhausts = ({ ErrorEquals }) => ErrorEquals.includes('ContactNotYetVisibleError');
    expect(events).toBe(requestEvents(once, ofLocks, 1));
  });
});

describe('the longest history of a page of a campaign', () => {
  it('has less than 25,000 events when every task needs all its attempts, and the campaign is held five times in the middle of it', () => {
    const events = worstPageEvents(CHANGES_OF_A_PAGE) + 5 * pauseEvents(CHANGES_OF_A_PAGE);
    expect(events).toBeLessThan(MOST_EVENTS);
    expect(events).toBeGreaterThan(20_000);
  });

  it('has less than 25,000 events when the campaign is paused in the middle of it as often as it can be', () => {
    const events = pageEvents(CHANGES_OF_A_PAGE) + MOST_PAUSES * pauseEvents(CHANGES_OF_A_PAGE);
    expect(events).toBeLessThan(MOST_EVENTS);
  });

  it('has less than 25,000 events when the campaign is held for a year, and the page looks every day whether it may go on', () => {
    expect(worstPageEvents(CHANGES_OF_A_PAGE) + 366 * LOOK_EVENTS).toBeLessThan(MOST_EVENTS);
  });

  it('is counted as Step Functions counts', async () => {
    const { pages } = await runCampaign();
    expect(pages).toEqual([pageEvents(1), pageEvents(1)]);
  });

  it('is counted as Step Functions counts when the campaign is held in the middle of a page', async () => {
    const begun = [GOES_ON, { ...GOES_ON, state: 'hold', campaign: 'paused', seconds: 3600 }, GOES_ON];
    const left = [1, 0];
    const held = failing(1, 'ChangeHeldError', ({ accountId }) => ({ accountId }));
    const { pages } = await runCampaign({
      ApplyChange: (change, wake) => (change['page'] === 1 ? held(change, wake) : {}),
      BeginPage: ({ page }) => (page === 1 ? begun.shift() : GOES_ON),
      EndPage: ({ page }) => ({ left: page === 1 ? left.shift() : 0 }),
    });
    expect(pages).toEqual([pageEvents(1) + pauseEvents(1), pageEvents(1)]);
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
