import { requestIdIn } from '../../../functions/domain/request/request-key.ts';
import '../metrics-on.ts';
import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../functions/confirm-changes.ts';
import { contactName } from '../../../functions/domain/contact/contact.ts';
import { recordOf } from '../../../functions/domain/ledger/evolve.ts';
import { logger } from '../../../functions/runtime/logger.ts';
import {
  APPLIED_AT,
  applyStarted,
  approved,
  changeApplied,
  changeRequest,
  ended,
  NEW_CONTACT,
  OLD_CONTACT,
  planned,
  REQUEST_KEY,
  requested,
  SECURITY,
} from '../builders.ts';
import * as aws from './fakes/account-management.ts';
import * as openRequests from './fakes/open-requests.ts';
import * as table from './fakes/request-table.ts';
import { CONTACT_DETAILS, invoke } from './invoke.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: vi.fn(async () => undefined) }));
vi.mock('../../../functions/aws/account-management.ts', () => import('./fakes/account-management.ts'));
vi.mock('../../../functions/aws/open-requests.ts', () => import('./fakes/open-requests.ts'));
vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));

const CONTACT = contactName(SECURITY);
const MINUTES = 60_000;

const look = (milliseconds?: number) => invoke(handler, { source: 'aws.events', detail: {} }, milliseconds);
const minutesLater = (minutes: number) => vi.setSystemTime(Date.parse(APPLIED_AT) + minutes * MINUTES);
const eventsOf = (requestKey = REQUEST_KEY) =>
  table.records
    .get(requestKey)
    ?.history.slice(5)
    .map(({ type }) => type);

/** Stores a request whose change AWS has acknowledged, but has not shown when the request ended. */
function given(requestKey = REQUEST_KEY): void {
  const history = [
    requested({ request: changeRequest({ requestId: requestIdIn(requestKey) }) }),
    planned(),
    approved({ approvedBecause: 'preApproved' }),
    applyStarted(),
    changeApplied(SECURITY, { confirmed: false }),
    ended('APPLIED'),
  ];
  table.given({ ...recordOf(history), version: 6 });
}

/** The metric that was written to standard output. */
const measured: unknown[] = [];

beforeEach(() => {
  vi.restoreAllMocks();
  vi.useFakeTimers({ now: new Date(APPLIED_AT), toFake: ['Date'] });
  for (const fake of [table, aws, openRequests]) fake.reset();
  measured.length = 0;
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    measured.push(JSON.parse(String(line)).UnconfirmedChanges);
    return true;
  });
  given();
  aws.contacts.set(CONTACT, OLD_CONTACT);
});

describe('confirm-changes', () => {
  it('confirms a change that AWS shows now, and looks for it no more', async () => {
    minutesLater(5);
    aws.contacts.set(CONTACT, NEW_CONTACT);
    await expect(look()).resolves.toEqual({ unconfirmed: 0, overdue: 0 });
    expect(eventsOf()).toEqual(['Ended', 'ChangeConfirmed']);
    expect(table.records.get(REQUEST_KEY)?.results).toEqual([{ ...SECURITY, status: 'APPLIED' }]);
    aws.calls.length = 0;
    await look();
    expect(aws.calls).toEqual([]);
  });

  it('confirms it by the first read that shows it', async () => {
    minutesLater(5);
    aws.showNext(OLD_CONTACT, OLD_CONTACT, NEW_CONTACT);
    await expect(look()).resolves.toEqual({ unconfirmed: 0, overdue: 0 });
    expect(aws.calls).toHaveLength(3);
    expect(eventsOf()).toEqual(['Ended', 'ChangeConfirmed']);
  });

  it('records and raises nothing for a quarter of an hour', async () => {
    minutesLater(14.9);
    await expect(look()).resolves.toEqual({ unconfirmed: 1, overdue: 0 });
    expect(eventsOf()).toEqual(['Ended']);
    expect(measured).toEqual([0]);
  });

  it('records once that it is not shown after a quarter of an hour, and raises the alarm each time', async () => {
    const warn = vi.spyOn(logger, 'warn');
    minutesLater(15);
    await expect(look()).resolves.toEqual({ unconfirmed: 1, overdue: 1 });
    minutesLater(20);
    await look();
    expect(eventsOf()).toEqual(['Ended', 'ChangeNotConfirmed']);
    expect(measured).toEqual([1, 1]);
    const logged = ['AWS does not show a change that it has acknowledged', { requestKey: REQUEST_KEY, ...SECURITY }];
    expect(warn.mock.calls).toEqual([logged, logged]);
  });

  it('confirms a change that is shown after the alarm', async () => {
    minutesLater(15);
    await look();
    minutesLater(60);
    aws.contacts.set(CONTACT, NEW_CONTACT);
    await expect(look()).resolves.toEqual({ unconfirmed: 0, overdue: 0 });
    expect(eventsOf()).toEqual(['Ended', 'ChangeNotConfirmed', 'ChangeConfirmed']);
  });

  it('gives up after a day, and takes the request out of the index', async () => {
    minutesLater(24 * 60);
    table.listWaitingRequests.mockImplementationOnce(async function* () {
      yield { requestKey: REQUEST_KEY, status: 'APPLIED', createdAt: APPLIED_AT };
    });
    await expect(look()).resolves.toEqual({ unconfirmed: 0, overdue: 0 });
    expect(aws.calls).toEqual([]);
    expect(eventsOf()).toEqual(['Ended']);
    expect(table.records.get(REQUEST_KEY)?.version).toBe(7);
  });

  it.each(['TooManyRequestsException', 'AccessDeniedException'])(
    'takes it for not shown, logs no detail and looks at the others when reading fails with %s',
    async (name) => {
      given('jira/another');
      minutesLater(15);
      aws.contacts.set(CONTACT, NEW_CONTACT);
      const warn = vi.spyOn(logger, 'warn');
      aws.getContact.mockRejectedValueOnce(Object.assign(new Error(CONTACT_DETAILS.join(' ')), { name }));
      await expect(look()).resolves.toEqual({ unconfirmed: 1, overdue: 1 });
      expect([eventsOf(), eventsOf('jira/another')]).toEqual([
        ['Ended', 'ChangeNotConfirmed'],
        ['Ended', 'ChangeConfirmed'],
      ]);
      for (const detail of CONTACT_DETAILS) expect(JSON.stringify(warn.mock.calls)).not.toContain(detail);
    },
  );

  it('confirms a change, without a read, when another request has changed the contact since', async () => {
    minutesLater(5);
    openRequests.states.set(CONTACT, {
      changedBy: 'jira/another',
      changedAt: (Date.parse(APPLIED_AT) + MINUTES) / 1000,
    });
    await look();
    expect(aws.calls).toEqual([]);
    expect(eventsOf()).toEqual(['Ended', 'ChangeConfirmed']);
  });

  it.each([
    { what: 'the change itself was the last', changedBy: REQUEST_KEY, minutes: 1 },
    { what: 'another request has changed the contact before', changedBy: 'jira/another' as const, minutes: -1 },
  ])('reads the contact when $what', async ({ changedBy, minutes }) => {
    minutesLater(5);
    openRequests.states.set(CONTACT, { changedBy, changedAt: (Date.parse(APPLIED_AT) + minutes * MINUTES) / 1000 });
    await look();
    expect(eventsOf()).toEqual(['Ended']);
  });

  it('leaves the rest to the next run when its time is nearly over', async () => {
    minutesLater(5);
    await expect(look(9000)).resolves.toEqual({ unconfirmed: 0, overdue: 0 });
    expect(aws.calls).toEqual([]);
  });

  it('looks at the others when one request cannot be read', async () => {
    given('jira/another');
    minutesLater(5);
    aws.contacts.set(CONTACT, NEW_CONTACT);
    table.readRecord.mockRejectedValueOnce(Object.assign(new Error('slow'), { name: 'ThrottlingException' }));
    await look();
    expect([eventsOf(), eventsOf('jira/another')]).toEqual([['Ended'], ['Ended', 'ChangeConfirmed']]);
  });

  it('does nothing when the request is gone', async () => {
    table.listWaitingRequests.mockImplementationOnce(async function* () {
      yield { requestKey: 'jira/gone', status: 'APPLIED', createdAt: APPLIED_AT };
    });
    await expect(look()).resolves.toEqual({ unconfirmed: 0, overdue: 0 });
  });
});
