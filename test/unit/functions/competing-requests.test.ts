import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as cancelRequest } from '../../../functions/cancel-request.ts';
import { contactName } from '../../../functions/domain/contact/contact.ts';
import { EVENT_SOURCE } from '../../../functions/domain/request/event-source.ts';
import { handler as showApproval } from '../../../functions/show-approval.ts';
import {
  APPROVER,
  BILLING,
  NEW_CONTACT,
  OLD_CONTACT,
  OTHER_APPROVER,
  putChange,
  REQUESTER,
  SECURITY,
} from '../builders.ts';
import { textOf } from '../web/markup.ts';
import * as aws from './fakes/account-management.ts';
import * as eventBus from './fakes/event-bus.ts';
import * as mailer from './fakes/mailer.ts';
import { policy, reset as resetPolicy } from './fakes/policy.ts';
import * as workflow from './fakes/workflow.ts';
import { invoke, requestPage } from './invoke.ts';
import { type Failure, RequestsWorld, type TestRequest } from './requests-world.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));
vi.mock('../../../functions/aws/account-management.ts', () => import('./fakes/account-management.ts'));
vi.mock('../../../functions/aws/event-bus.ts', () => import('./fakes/event-bus.ts'));
vi.mock('../../../functions/aws/organizations.ts', () => import('./fakes/organizations.ts'));
vi.mock('../../../functions/aws/mailer.ts', () => import('./fakes/mailer.ts'));
vi.mock('../../../functions/aws/workflow.ts', () => import('./fakes/workflow.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const THEIRS = { ...NEW_CONTACT, name: 'Their team', emailAddress: 'theirs@example.com' };
const DAY = 86_400;

let world: RequestsWorld;
let ours: TestRequest;
let theirs: TestRequest;

const contactOf = (key = SECURITY) => aws.contacts.get(contactName(key)) ?? null;
const puts = () => aws.calls.filter((call) => call.startsWith('put'));

beforeEach(() => {
  for (const fake of [aws, eventBus, mailer, workflow]) fake.reset();
  resetPolicy();
  world = new RequestsWorld();
  for (const key of [SECURITY, BILLING]) aws.contacts.set(contactName(key), OLD_CONTACT);
  ours = world.request({ requestId: 'cli-1', source: { system: 'cli' }, changes: [putChange(SECURITY)] });
  theirs = world.request({ requestId: 'jira-OPS-7-1', changes: [putChange(SECURITY, THEIRS), putChange(BILLING)] });
});

/** Runs a step of which one call of the table fails, and then once more. */
async function retried(step: () => Promise<unknown>, failure: Failure): Promise<void> {
  world.fail(failure);
  await step().catch(({ name }: Error) => expect(name).toBe('Death'));
  world.fail(undefined);
  await step();
}

describe('two requests for one contact', () => {
  it('are asked again with the new before when the other is applied, and run into no conflict', async () => {
    await ours.begin();
    await theirs.begin();
    expect(await ours.approve()).toBe('APPLIED');
    expect(await theirs.record()).toMatchObject({ status: 'PENDING_APPROVAL', isOutdated: true });
    expect(workflow.woken).toContain('jira-OPS-7-1-token-1');

    expect(await theirs.settle()).toBe('OUTDATED');
    mailer.outbox.length = 0;
    await theirs.beginAnew();
    expect((await theirs.record()).plan).toMatchObject([
      { ...SECURITY, before: NEW_CONTACT, after: THEIRS, revision: 1 },
      { ...BILLING, before: OLD_CONTACT },
    ]);
    expect(mailer.outbox.map(({ to }) => to)).toEqual([APPROVER, OTHER_APPROVER]);
    expect(await theirs.approve()).toBe('APPLIED');
    expect(contactOf()).toEqual(THEIRS);
  });

  it('void the votes that were given before, and take none while the plan is outdated', async () => {
    policy.approvals = [{ name: 'every change', approvers: ['leads'], quorum: 2, rounds: [{ wait: '72h' }] }];
    await theirs.begin();
    await theirs.vote(APPROVER);
    resetPolicy();
    await ours.begin();
    await ours.approve();
    expect((await theirs.record()).votes).toEqual([]);
    await expect(theirs.vote(OTHER_APPROVER)).resolves.toMatchObject({ statusCode: 422 });
    expect((await theirs.record()).votes).toEqual([]);
  });

  it('take no vote on the old plan once there is a new one, from a page that showed the old one', async () => {
    await theirs.begin();
    await ours.begin();
    const { fingerprint: shown = '' } = await theirs.record();
    await ours.approve();
    await theirs.settle();
    await theirs.beginAnew();
    expect((await theirs.record()).fingerprint).not.toBe(shown);
    await theirs.vote(APPROVER, { nonce: 'of the old page' }, 0);
    expect(await theirs.record()).toMatchObject({ status: 'PENDING_APPROVAL', votes: [] });
  });

  it('end UNCHANGED when the other has done the same', async () => {
    const same = await world.request({ requestId: 'cli-2', source: { system: 'cli' } }).begin();
    await ours.begin();
    await ours.approve();
    expect(await same.settle()).toBe('OUTDATED');
    await expect(same.plan()).resolves.toMatchObject({ changes: [] });
    expect(await same.end()).toBe('UNCHANGED');
  });

  it('tell the approvers who were asked, by mail and on their old links, when nothing is left to change', async () => {
    const same = await world.request({ requestId: 'cli-2', source: { system: 'cli' } }).begin();
    await ours.begin();
    await ours.approve();
    await same.settle();
    await same.plan();
    const [oldLink] = same.links();
    mailer.outbox.length = 0;
    await retried(() => same.end(), { call: 5, when: 'after' });
    const told = mailer.outbox.filter(({ subject }) => subject.startsWith('Nothing to change'));
    expect(told.map(({ to }) => to).sort()).toEqual([APPROVER, OTHER_APPROVER, REQUESTER]);
    const page = await requestPage(showApproval, { token: oldLink });
    expect(textOf(page.body)).toContain('Nothing to change');
    expect(page.body).not.toContain('name="decision"');
  });

  it('leave alone those that ask for other contacts', async () => {
    const other = await world.request({ requestId: 'cli-2', changes: [putChange(BILLING)] }).begin();
    await ours.begin();
    await ours.approve();
    expect(await other.record()).toMatchObject({ isOutdated: false });
  });

  it('are not outdated by one that was rejected', async () => {
    await theirs.begin();
    await ours.begin();
    await ours.vote(APPROVER, { decision: 'reject', comment: 'no' });
    await ours.settle();
    expect(await ours.end()).toBe('REJECTED');
    expect(await theirs.record()).toMatchObject({ isOutdated: false });
    expect(await theirs.approve()).toBe('APPLIED');
  });

  it('are not outdated by one that could not be applied', async () => {
    await theirs.begin();
    await ours.begin();
    aws.putContact.mockRejectedValueOnce(Object.assign(new Error('no'), { name: 'ValidationException' }));
    expect(await ours.approve()).toBe('FAILED');
    expect(await theirs.record()).toMatchObject({ isOutdated: false });
    expect(await theirs.approve()).toBe('APPLIED');
  });

  it('are outdated when both were approved and the other has begun to be applied', async () => {
    await theirs.begin();
    await ours.begin();
    await theirs.vote();
    await ours.vote();
    await ours.settle();
    expect(await theirs.settle()).toBe('OUTDATED');
    expect((await theirs.record()).history.at(-1)).toMatchObject({ contacts: [SECURITY], outdatedBy: ours.key });
    await theirs.plan();
    expect((await theirs.record()).plan).toMatchObject([{ before: NEW_CONTACT, revision: 1 }, {}]);
  });

  it('wait when the other has the contacts and has not begun to be applied, and go on when it gave them back', async () => {
    await theirs.begin();
    await ours.begin();
    await theirs.vote();
    await ours.vote();
    let attempt: Promise<unknown> | undefined;
    world.beforeCall = async (name, key) => {
      if (name !== 'PutCommand' || key !== `REQUEST#${ours.key}` || attempt) return;
      attempt = theirs.settle();
      await expect(attempt).rejects.toMatchObject({ name: 'ContactLockedError' });
      await invoke(cancelRequest, { source: EVENT_SOURCE, detail: { requestId: 'cli-1', requestedBy: REQUESTER } });
    };
    expect(await ours.settle()).toBe('CANCELLED');
    expect(await theirs.record()).toMatchObject({ status: 'APPROVED', isOutdated: false });
    expect(world.contact(BILLING)).not.toHaveProperty('claimedBy');
    await ours.end();
    expect(await theirs.settle()).toBe('APPROVED');
  });

  it('can be cancelled while they wait for a contact', async () => {
    await ours.begin();
    await ours.vote();
    await ours.settle();
    await theirs.begin();
    await theirs.vote();
    await expect(theirs.settle()).rejects.toMatchObject({ name: 'ContactLockedError' });
    await invoke(cancelRequest, { source: EVENT_SOURCE, detail: { requestId: theirs.id, requestedBy: REQUESTER } });
    expect(await theirs.settle()).toBe('CANCELLED');
  });

  it('leave no token behind for which nobody waits while they wait for a contact', async () => {
    await ours.begin();
    await ours.vote();
    await ours.settle();
    await theirs.begin();
    await theirs.vote();
    await expect(theirs.settle()).rejects.toMatchObject({ name: 'ContactLockedError' });
    expect(await theirs.record()).not.toHaveProperty('taskToken');
  });

  it('name each other in the mails, and tell approvers who were asked before, once', async () => {
    await ours.begin();
    expect(mailer.outbox.every(({ text }) => !text.includes(theirs.id))).toBe(true);
    mailer.outbox.length = 0;
    await theirs.begin();
    await theirs.ask();
    const mailed = mailer.outbox.map(({ to, requestKey }) => `${requestKey} to ${to}`);
    expect(mailed.toSorted()).toEqual([
      `cli/cli-1 to ${APPROVER}`,
      `cli/cli-1 to ${OTHER_APPROVER}`,
      `jira/jira-OPS-7-1 to ${APPROVER}`,
      `jira/jira-OPS-7-1 to ${OTHER_APPROVER}`,
      `jira/jira-OPS-7-1 to ${REQUESTER}`,
    ]);
    // A requester who is only claimed is mailed nothing of what others wrote.
    for (const { text, requestKey } of mailer.outbox.filter(({ to }) => to !== REQUESTER)) {
      expect(text).toContain(requestKey === ours.key ? theirs.id : 'cli-1');
    }
  });
});

describe('the end of the last round', () => {
  it('lets an approval that is written in the same instant claim its contacts before anything is applied', async () => {
    await ours.begin();
    const { expiresAt = '' } = await ours.record();
    vi.setSystemTime(Date.parse(expiresAt) - 500);
    let hasVoted = false;
    world.beforeCall = async (name) => {
      if (name !== 'PutCommand' || hasVoted) return;
      hasVoted = true;
      await ours.vote();
    };
    expect(await ours.settle()).toBe('APPROVED');
    expect(world.contact(SECURITY)).toMatchObject({ claimedBy: ours.key });
  });
});

describe('a plan that is outdated before anybody was asked', () => {
  it('is made anew, and asked as if for the first time', async () => {
    await ours.begin();
    await theirs.register();
    await theirs.plan();
    await ours.approve();
    expect(await theirs.record()).toMatchObject({ status: 'RECEIVED', isOutdated: true });
    const token = await theirs.ask();
    expect(workflow.woken.at(-1)).toBe(token);
    expect(await theirs.settle()).toBe('OUTDATED');
    eventBus.statusEvents.length = 0;
    await theirs.beginAnew();
    expect(eventBus.statusEvents).toMatchObject([{ status: 'PENDING_APPROVAL', previousStatus: 'RECEIVED' }]);
    expect(await theirs.approve()).toBe('APPLIED');
  });
});

describe('changes that are withdrawn between claim and apply', () => {
  it('leave nothing claimed while approvers are asked again', async () => {
    await theirs.begin();
    await theirs.vote();
    const newer = world.request({ requestId: 'jira-OPS-7-2', changes: [putChange(SECURITY)] });
    let isCorrected = false;
    world.beforeCall = async (name, key) => {
      if (name !== 'PutCommand' || key !== `REQUEST#${theirs.key}` || isCorrected) return;
      isCorrected = true;
      expect(world.contact(BILLING)).toMatchObject({ claimedBy: theirs.key });
      await newer.begin();
    };
    expect(await theirs.settle()).toBe('OUTDATED');
    for (const key of [SECURITY, BILLING]) expect(world.contact(key)).not.toHaveProperty('claimedBy');
  });
});

describe('a plan that nobody has to approve', () => {
  beforeEach(() => {
    policy.approvals = [{ name: 'all', preApproved: true }];
  });

  it('waits for the request before it, then is planned on what that has made of the contact', async () => {
    for (const request of [ours, theirs]) await request.register();
    await ours.plan();
    const read = await theirs.read();
    await expect(theirs.plan(read)).rejects.toMatchObject({ name: 'ContactLockedError' });
    expect(await theirs.record()).toMatchObject({ status: 'RECEIVED' });
    expect(world.contact(BILLING)).not.toHaveProperty('claimedBy');
    await ours.apply();
    await ours.end();
    await theirs.plan(read);
    await theirs.apply();
    expect(await theirs.end()).toBe('APPLIED');
    expect(contactOf()).toEqual(THEIRS);
  });

  it('runs into no conflict when two others were applied since its contacts were read', async () => {
    const third = world.request({ requestId: 'cli-3', source: { system: 'cli' } });
    for (const request of [ours, theirs, third]) await request.register();
    const read = await third.read();
    for (const request of [ours, theirs]) {
      world.pass(60);
      await request.plan();
      await request.apply();
      await request.end();
    }
    await third.plan(read);
    await third.apply();
    expect(await third.end()).toBe('APPLIED');
    expect(contactOf()).toEqual(NEW_CONTACT);
  });

  it('believes what was read more than a minute after the last change by this service, however the contact came to be so', async () => {
    await ours.register();
    await ours.plan();
    await ours.apply();
    await ours.end();
    aws.contacts.set(contactName(SECURITY), { ...OLD_CONTACT, name: 'By hand' });
    world.pass(61);
    await theirs.register();
    await theirs.plan();
    expect((await theirs.record()).plan).toMatchObject([{ before: { name: 'By hand' } }, {}]);
  });
});

describe('the claims of an execution that is gone', () => {
  beforeEach(async () => {
    await ours.begin();
    await ours.vote();
    await ours.settle();
  });

  it('keep others waiting for a day, and no longer', async () => {
    world.pass(DAY / 2);
    await theirs.begin();
    await theirs.vote();
    await expect(theirs.settle()).rejects.toMatchObject({ name: 'ContactLockedError' });
    world.pass(DAY / 2 + 61);
    expect(await theirs.settle()).toBe('OUTDATED');
    await theirs.beginAnew();
    expect((await theirs.record()).plan).toMatchObject([{ before: OLD_CONTACT }, {}]);
    expect(await theirs.approve()).toBe('APPLIED');
  });

  it('do not release what another request has claimed by then', async () => {
    world.pass(DAY + 61);
    await theirs.begin();
    await theirs.vote();
    expect(await theirs.settle()).toBe('APPROVED');
    await ours.apply();
    await ours.end();
    expect(world.contact(SECURITY)).toMatchObject({ claimedBy: theirs.key });
    await theirs.apply();
    expect(puts()).toHaveLength(2);
  });
});

describe('a function that dies at any call of the table', () => {
  it('and is tried again claims the contacts and starts to apply, once', async () => {
    await ours.begin();
    await ours.vote();
    const snapshot = structuredClone([...world.table.items]);
    const settling = await world.callsOf(() => ours.settle());
    for (let call = 1; call <= settling; call += 1) {
      for (const when of ['before', 'after'] as const) {
        restore(snapshot);
        await retried(() => ours.settle(), { call, when });
        expect(world.contact(SECURITY)).toMatchObject({ claimedBy: ours.key });
        expect((await ours.story()).filter((type) => type === 'ApplyStarted')).toHaveLength(1);
      }
    }
  });

  it('and is tried again supersedes the older request, wakes it, and stores one plan', async () => {
    const older = await world
      .request({ requestId: 'jira-OPS-9-1', source: { system: 'jira', reference: 'OPS-9' } })
      .begin();
    const newer = world.request({ requestId: 'jira-OPS-9-2', source: { system: 'jira', reference: 'OPS-9' } });
    await newer.register();
    const snapshot = structuredClone([...world.table.items]);
    const planning = await world.callsOf(() => newer.plan());
    for (let call = 1; call <= planning; call += 1) {
      for (const when of ['before', 'after'] as const) {
        restore(snapshot);
        workflow.woken.length = 0;
        await retried(() => newer.plan(), { call, when });
        expect((await older.record()).status).toBe('CANCELLED');
        expect(workflow.woken).toContain('jira-OPS-9-1-token-1');
        expect(await newer.record()).toMatchObject({ supersedes: ['jira/jira-OPS-9-1'], isOutdated: false });
        expect((await newer.story()).filter((type) => type === 'Planned')).toHaveLength(1);
      }
    }
  });

  it('and is tried again outdates the plans of others, wakes them, releases its contacts and leaves', async () => {
    await theirs.begin();
    await ours.begin();
    await ours.vote();
    await ours.settle();
    await ours.apply();
    const snapshot = structuredClone([...world.table.items]);
    const ending = await world.callsOf(() => ours.end());
    for (let call = 1; call <= ending; call += 1) {
      for (const when of ['before', 'after'] as const) {
        restore(snapshot);
        workflow.woken.length = 0;
        await retried(() => ours.end(), { call, when });
        expect((await theirs.story()).filter((type) => type === 'PlanOutdated')).toHaveLength(1);
        expect(workflow.woken).toContain('jira-OPS-7-1-token-1');
        expect(world.contact(SECURITY)).toMatchObject({
          revision: 1,
          changedBy: ours.key,
          requestKeys: new Set([theirs.key]),
        });
        expect(world.contact(SECURITY)).not.toHaveProperty('claimedBy');
      }
    }
  });

  it('and is tried again after another has changed the contact outdates no plan that knows of that', async () => {
    await ours.begin();
    await ours.vote();
    await ours.settle();
    await ours.apply();
    await ours.end();
    await theirs.begin();
    await theirs.approve();
    const third = await world.request({ requestId: 'cli-3', source: { system: 'cli' } }).begin();
    expect((await third.record()).plan).toMatchObject([{ before: THEIRS, revision: 2 }]);
    await ours.end();
    expect(await third.record()).toMatchObject({ isOutdated: false });
    expect(world.contact(SECURITY)).toMatchObject({ revision: 2, changedBy: theirs.key });
  });
});

function restore(snapshot: [unknown, Record<string, unknown>][]): void {
  world.table.items.clear();
  for (const [key, item] of structuredClone(snapshot)) world.table.items.set(key, item);
}
