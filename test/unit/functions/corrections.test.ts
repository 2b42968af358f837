import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { putProof } from '../../../functions/aws/intake-proofs.ts';
import { handler as cancelRequest } from '../../../functions/cancel-request.ts';
import { contactName } from '../../../functions/domain/contact/contact.ts';
import { TICKET_EVENT_SOURCE } from '../../../functions/domain/request/event-source.ts';
import { handler as showApproval } from '../../../functions/show-approval.ts';
import { APPROVER, BILLING, NEW_CONTACT, OLD_CONTACT, OTHER_APPROVER, putChange, SECURITY } from '../builders.ts';
import { textOf } from '../web/markup.ts';
import * as aws from './fakes/account-management.ts';
import * as eventBus from './fakes/event-bus.ts';
import * as mailer from './fakes/mailer.ts';
import { policy, reset as resetPolicy } from './fakes/policy.ts';
import * as workflow from './fakes/workflow.ts';
import { invoke, requestPage } from './invoke.ts';
import { RequestsWorld, type TestRequest } from './requests-world.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));
vi.mock('../../../functions/aws/account-management.ts', () => import('./fakes/account-management.ts'));
vi.mock('../../../functions/aws/event-bus.ts', () => import('./fakes/event-bus.ts'));
vi.mock('../../../functions/aws/organizations.ts', () => import('./fakes/organizations.ts'));
vi.mock('../../../functions/aws/mailer.ts', () => import('./fakes/mailer.ts'));
vi.mock('../../../functions/aws/workflow.ts', () => import('./fakes/workflow.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const TYPO = { ...NEW_CONTACT, emailAddress: 'respones@example.com' };
const source = { system: 'jira', reference: 'OPS-42' };

let world: RequestsWorld;
let typo: TestRequest;
let correction: TestRequest;

const contactOf = (key = SECURITY) => aws.contacts.get(contactName(key)) ?? null;
const supersededBy = ({ key }: TestRequest) => ({ kind: 'superseded', requestKey: key });

beforeEach(() => {
  for (const fake of [aws, eventBus, mailer, workflow]) fake.reset();
  resetPolicy();
  world = new RequestsWorld();
  for (const key of [SECURITY, BILLING]) aws.contacts.set(contactName(key), OLD_CONTACT);
  typo = world.request({ requestId: 'jira-OPS-42-1', source, changes: [putChange(SECURITY, TYPO)] });
  correction = world.request({ requestId: 'jira-OPS-42-2', source, changes: [putChange(SECURITY)] });
});

describe('a corrected ticket', () => {
  it('applies the correction and never the typo, whoever approves what', async () => {
    await typo.begin();
    await correction.begin();
    await typo.vote();
    expect(await typo.settle()).toBe('CANCELLED');
    expect(await typo.end()).toBe('CANCELLED');
    expect(await correction.approve()).toBe('APPLIED');
    expect(contactOf()).toEqual(NEW_CONTACT);
    expect(aws.calls.filter((call) => call.startsWith('put'))).toEqual(['put 222222222222/SECURITY']);
  });

  it('wakes the execution of the older request, and tells its approvers and the ticket what has replaced it', async () => {
    await typo.begin();
    await correction.begin();
    expect(workflow.woken).toEqual(['jira-OPS-42-1-token-1']);
    mailer.outbox.length = 0;
    await typo.settle();
    expect(mailer.outbox.map(({ to, requestKey }) => [to, requestKey])).toEqual([
      [APPROVER, typo.key],
      [OTHER_APPROVER, typo.key],
    ]);
    expect(eventBus.comments.at(-1)).toMatchObject({ request: { requestId: typo.id, status: 'CANCELLED' } });
    expect(eventBus.comments.at(-1)?.text).toContain(`Superseded by ${correction.id}.`);
    expect((await typo.record()).cancellation).toMatchObject({ by: 'workflow', because: supersededBy(correction) });
  });

  it('shows on the old link what has replaced the request, and takes no vote there', async () => {
    await typo.begin();
    await correction.begin();
    const [secret] = typo.links();
    const page = await requestPage(showApproval, { token: secret });
    expect(textOf(page.body)).toContain(`Superseded by ${correction.id}.`);
    expect(page.body).not.toContain('name="decision"');
    await typo.vote();
    expect((await typo.record()).votes).toEqual([]);
  });

  it('says in the plan of the newer request what it takes the place of', async () => {
    await typo.begin();
    await correction.begin();
    expect((await correction.record()).supersedes).toEqual([typo.key]);
  });

  it('is not approved by somebody who edited it before the last edit', async () => {
    const contributors = [APPROVER];
    const edited = world.request({ requestId: 'jira-OPS-42-3', source, changes: [putChange()], contributors });
    const last = world.request({ requestId: 'jira-OPS-42-4', source, changes: [putChange()] });
    await edited.begin();
    await last.begin();
    expect((await last.record()).approval?.barred).toEqual([{ approver: APPROVER, shapedAs: APPROVER }]);
    const asked = mailer.outbox.filter(({ requestKey }) => requestKey === last.key).map(({ to }) => to);
    expect(asked).toContain(OTHER_APPROVER);
    expect(asked).not.toContain(APPROVER);
  });

  it('replaces an approved request that has yet to be applied, and nothing of it is applied', async () => {
    await typo.begin();
    await typo.vote();
    await correction.begin();
    expect(await typo.settle()).toBe('CANCELLED');
    expect(await correction.approve()).toBe('APPLIED');
    expect(contactOf()).toEqual(NEW_CONTACT);
  });

  it.each([
    { what: 'the older first', order: () => [typo, correction] },
    { what: 'the newer first', order: () => [correction, typo] },
  ])('leaves the correction alone when both arrive at the same time and are planned $what', async ({ order }) => {
    for (const request of order()) await request.register();
    for (const request of order()) await request.plan();
    expect(await typo.record()).toMatchObject({
      status: 'CANCELLED',
      cancellation: { because: supersededBy(correction) },
    });
    expect(await correction.record()).toMatchObject({ status: 'RECEIVED', isOutdated: false });
  });

  it('gives way when it comes after its correction, although it was asked for earlier', async () => {
    await correction.begin();
    await typo.register();
    await expect(typo.plan()).resolves.toEqual({ valid: true, requestKey: typo.key, changes: [] });
    expect(await typo.end()).toBe('CANCELLED');
    expect((await correction.record()).supersedes).toBeUndefined();
    expect(await correction.approve()).toBe('APPLIED');
  });

  it.each([
    { end: 'APPLIED', decide: () => correction.approve() },
    {
      end: 'REJECTED',
      decide: async () => {
        await correction.vote(APPROVER, { decision: 'reject', comment: 'no' });
        await correction.settle();
        return correction.end();
      },
    },
  ])('gives way also when its correction has ended $end before it came', async ({ end, decide }) => {
    await correction.begin();
    expect(await decide()).toBe(end);
    const before = contactOf();
    await typo.register();
    await typo.plan();
    expect(await typo.end()).toBe('CANCELLED');
    expect(contactOf()).toEqual(before);
  });

  it('goes on when its correction is invalid, because nobody can approve that', async () => {
    await typo.begin();
    policy.approvals = [{ name: 'two', approvers: [APPROVER], quorum: 2, rounds: [{ wait: '1h' }] }];
    await correction.register();
    await expect(correction.plan()).resolves.toMatchObject({ valid: false });
    expect(await correction.end()).toBe('INVALID');
    resetPolicy();
    await typo.vote();
    expect(await typo.settle()).toBe('APPROVED');
  });

  it('is planned on what will be, and waits for it, when the older request is being applied', async () => {
    await typo.begin();
    await typo.vote();
    await typo.settle();
    await correction.begin();
    expect((await correction.record()).plan).toMatchObject([{ before: TYPO, after: NEW_CONTACT, revision: 1 }]);
    await correction.vote();
    await expect(correction.settle()).rejects.toMatchObject({ name: 'ContactLockedError' });
    await typo.apply();
    expect(await typo.end()).toBe('APPLIED');
    expect(await correction.settle()).toBe('APPROVED');
    await correction.apply();
    expect(await correction.end()).toBe('APPLIED');
    expect(contactOf()).toEqual(NEW_CONTACT);
    expect(await correction.story()).not.toContain('PlanOutdated');
  });

  it('is asked again on what is when the older request could not be applied after all', async () => {
    await typo.begin();
    await typo.vote();
    await typo.settle();
    await correction.begin();
    aws.putContact.mockRejectedValueOnce(Object.assign(new Error('no'), { name: 'ValidationException' }));
    await typo.apply();
    expect(await typo.end()).toBe('FAILED');
    expect(await correction.settle()).toBe('OUTDATED');
    await correction.beginAnew();
    expect((await correction.record()).plan).toMatchObject([{ before: OLD_CONTACT, after: NEW_CONTACT }]);
    expect(await correction.approve()).toBe('APPLIED');
  });

  it('leaves requests of other tickets and other systems alone', async () => {
    const others = [
      world.request({ requestId: 'a', source: { system: 'jira', reference: 'OPS-4' } }),
      world.request({ requestId: 'b', source: { system: 'zendesk', reference: 'OPS-42' } }),
      world.request({ requestId: 'c', source: { system: 'jira' } }),
    ];
    for (const other of others) await other.begin();
    await world.request({ requestId: 'd', source }).begin();
    for (const other of others) expect(await other.record()).toMatchObject({ status: 'PENDING_APPROVAL' });
  });
});

describe('a ticket whose webhook has signed its request', () => {
  const takeBack = async (takenBackAt = new Date().toISOString()) => {
    const detail = { source, takenBackAt };
    await putProof(detail, 'signature');
    return invoke(cancelRequest, { source: TICKET_EVENT_SOURCE, detail });
  };

  beforeEach(async () => {
    await typo.sign();
  });

  it('is not replaced by who only claims to be the ticket; both name each other', async () => {
    await typo.begin();
    await correction.begin();
    expect(await typo.record()).toMatchObject({ status: 'PENDING_APPROVAL', isOutdated: false });
    expect((await correction.record()).supersedes).toBeUndefined();
    const page = await requestPage(showApproval, { token: typo.links()[0] });
    expect(textOf(page.body)).toContain(correction.id);
  });

  it('takes back what waits, and wakes the execution', async () => {
    await typo.begin();
    await expect(takeBack()).resolves.toEqual({ withdrawn: [typo.id] });
    expect(await typo.settle()).toBe('CANCELLED');
    expect((await typo.record()).cancellation?.because).toEqual({ kind: 'takenBack' });
    expect(workflow.woken).toEqual(['jira-OPS-42-1-token-1']);
  });

  it('takes back what it asked for before, even if that comes later', async () => {
    await expect(takeBack()).resolves.toEqual({ withdrawn: [] });
    await typo.register();
    await expect(typo.plan()).resolves.toMatchObject({ changes: [] });
    expect(await typo.end()).toBe('CANCELLED');
    expect((await typo.record()).cancellation?.because).toEqual({ kind: 'takenBack' });
  });

  it('keeps what it asks for after it took something back, even if the events come in another order', async () => {
    const time = new Date().toISOString();
    world.pass(60);
    const again = await world.request({ requestId: 'jira-OPS-42-3', source }).sign();
    await again.begin();
    await expect(takeBack(time)).resolves.toEqual({ withdrawn: [] });
    expect((await again.record()).status).toBe('PENDING_APPROVAL');
    await typo.register();
    await typo.plan();
    expect((await typo.record()).status).toBe('CANCELLED');
    expect((await again.record()).status).toBe('PENDING_APPROVAL');
  });

  it('keeps what it asks for again when somebody puts the event of an earlier cancellation again', async () => {
    const takenBackAt = new Date().toISOString();
    await takeBack(takenBackAt);
    world.pass(60);
    const again = await world.request({ requestId: 'jira-OPS-42-3', source }).sign();
    await again.begin();
    world.pass(60);
    const replayed = { source: TICKET_EVENT_SOURCE, detail: { source, takenBackAt }, time: new Date().toISOString() };
    await expect(invoke(cancelRequest, replayed)).resolves.toEqual({ withdrawn: [] });
    expect((await again.record()).status).toBe('PENDING_APPROVAL');
  });

  it('remembers the latest time that it took something back', async () => {
    const time = new Date().toISOString();
    world.pass(60);
    const between = await world.request({ requestId: 'jira-OPS-42-3', source }).sign();
    await takeBack();
    await takeBack(time);
    await between.register();
    await between.plan();
    expect((await between.record()).status).toBe('CANCELLED');
  });

  it('takes nothing back that only claims to be of the ticket, and nothing of other tickets', async () => {
    await correction.begin();
    const other = await world.request({ requestId: 'a', source: { system: 'jira', reference: 'OPS-4' } }).sign();
    await other.begin();
    await expect(takeBack()).resolves.toEqual({ withdrawn: [] });
    for (const request of [correction, other]) expect((await request.record()).status).toBe('PENDING_APPROVAL');
  });
});

describe('a ticket of which one change is corrected', () => {
  beforeEach(async () => {
    typo = world.request({
      requestId: 'jira-OPS-43-1',
      source: { system: 'jira', reference: 'OPS-43' },
      changes: [putChange(SECURITY, TYPO), putChange(BILLING)],
    });
    correction = world.request({
      requestId: 'jira-OPS-43-2',
      source: { system: 'jira', reference: 'OPS-43' },
      changes: [putChange(SECURITY)],
    });
    await typo.begin();
  });

  it('drops it from the plan of the older request, voids the votes, and asks again for the rest', async () => {
    policy.approvals = [{ name: 'every change', approvers: ['leads'], quorum: 2, rounds: [{ wait: '72h' }] }];
    const both = await world.request({ ...typo.request, requestId: 'jira-OPS-43-3' }).begin();
    await both.vote();
    const newer = world.request({ ...correction.request, requestId: 'jira-OPS-43-4' });
    await newer.begin();
    expect(await both.record()).toMatchObject({ votes: [], isOutdated: true, withdrawn: [SECURITY] });
    expect(await both.settle()).toBe('OUTDATED');
    mailer.outbox.length = 0;
    await both.beginAnew();
    expect((await both.record()).plan).toMatchObject([BILLING]);
    expect(mailer.outbox.map(({ to }) => to)).toEqual([APPROVER, OTHER_APPROVER]);
    expect(eventBus.comments.at(-1)?.text).toContain('Approvers are asked about this request again.');
  });

  it('applies the rest and the correction, each once', async () => {
    await correction.begin();
    expect(await typo.settle()).toBe('OUTDATED');
    await typo.beginAnew();
    expect(await typo.approve()).toBe('APPLIED');
    expect(await correction.approve()).toBe('APPLIED');
    expect([contactOf(SECURITY), contactOf(BILLING)]).toEqual([NEW_CONTACT, NEW_CONTACT]);
    expect((await typo.record()).results).toEqual([
      { ...SECURITY, status: 'CANCELLED', because: supersededBy(correction) },
      { ...BILLING, status: 'APPLIED' },
    ]);
  });

  it('tells approvers of the first plan, too, when the rest is cancelled before anybody is asked again', async () => {
    await correction.begin();
    await world.request({ ...correction.request, requestId: 'jira-OPS-43-5', changes: [putChange(BILLING)] }).begin();
    mailer.outbox.length = 0;
    expect(await typo.settle()).toBe('CANCELLED');
    expect(mailer.outbox.map(({ to }) => to)).toEqual([APPROVER, OTHER_APPROVER]);
  });

  it('replaces all of it when the newer request says so', async () => {
    await world.request({ ...correction.request, replaces: 'all' }).begin();
    expect((await typo.record()).status).toBe('CANCELLED');
  });

  it('gives way to each of several newer requests when it is the last to be planned', async () => {
    const late = world.request({
      requestId: 'jira-OPS-43-6',
      source: typo.request.source,
      changes: typo.request.changes,
    });
    const newer = [SECURITY, BILLING].map((key, index) =>
      world.request({ requestId: `jira-OPS-43-${7 + index}`, source: late.request.source, changes: [putChange(key)] }),
    );
    for (const request of newer) await request.begin();
    await late.register();
    await late.plan();
    expect(await late.end()).toBe('CANCELLED');
  });
});

describe('the baseline of an account that is created and then moved', () => {
  const ofUnit = (contact = NEW_CONTACT) => [putChange(SECURITY, contact)];
  const baseline = (requestId: string, contact?: typeof NEW_CONTACT) =>
    world.request({ requestId, source: { system: 'organization' }, changes: ofUnit(contact) });

  beforeEach(() => {
    aws.contacts.clear();
    policy.approvals = [{ name: 'new accounts', preApproved: true }];
  });

  it('ends with the contacts of the unit that it was moved to when both wait for approval', async () => {
    resetPolicy();
    const created = await baseline('baseline-222222222222-1', OLD_CONTACT).begin();
    const moved = await baseline('baseline-222222222222-2').begin();
    expect((await created.record()).status).toBe('CANCELLED');
    expect(await moved.approve()).toBe('APPLIED');
    expect(contactOf()).toEqual(NEW_CONTACT);
  });

  it('ends with the contacts of the unit that it was moved to when the first is being applied', async () => {
    const created = baseline('baseline-222222222222-1', OLD_CONTACT);
    const moved = baseline('baseline-222222222222-2');
    await created.register();
    await created.plan();
    await created.preApprove();
    await moved.register();
    const read = await moved.read();
    await expect(moved.plan(read)).rejects.toMatchObject({ name: 'ContactLockedError' });
    await created.apply();
    expect(await created.end()).toBe('APPLIED');
    await moved.plan(read);
    expect((await moved.record()).plan).toMatchObject([{ before: OLD_CONTACT, after: NEW_CONTACT }]);
    await moved.apply();
    expect(await moved.end()).toBe('APPLIED');
    expect(contactOf()).toEqual(NEW_CONTACT);
  });

  it('releases the contacts that the first has claimed when it gives way in the same moment', async () => {
    const created = baseline('baseline-222222222222-1', OLD_CONTACT);
    const moved = baseline('baseline-222222222222-2');
    await created.register();
    let isMoving = false;
    world.beforeCall = async (name, key) => {
      if (name !== 'PutCommand' || key !== `REQUEST#${created.key}` || isMoving) return;
      isMoving = true;
      await moved.register();
      await expect(moved.plan()).rejects.toMatchObject({ name: 'ContactLockedError' });
    };
    await created.plan();
    expect((await created.record()).status).toBe('CANCELLED');
    expect(await created.end()).toBe('CANCELLED');
    expect(world.contact(SECURITY)).not.toHaveProperty('claimedBy');
    await moved.plan();
    await moved.apply();
    expect(await moved.end()).toBe('APPLIED');
  });
});
