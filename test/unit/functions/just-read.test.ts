import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { contactName } from '../../../functions/domain/contact/contact.ts';
import { TooManyRequestsException } from '../../../functions/domain/errors.ts';
import { BILLING, NEW_CONTACT, OLD_CONTACT, putChange, SECURITY } from '../builders.ts';
import * as aws from './fakes/account-management.ts';
import * as eventBus from './fakes/event-bus.ts';
import * as mailer from './fakes/mailer.ts';
import { policy, reset as resetPolicy } from './fakes/policy.ts';
import * as workflow from './fakes/workflow.ts';
import { RequestsWorld, type TestRequest } from './requests-world.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));
vi.mock('../../../functions/aws/account-management.ts', () => import('./fakes/account-management.ts'));
vi.mock('../../../functions/aws/event-bus.ts', () => import('./fakes/event-bus.ts'));
vi.mock('../../../functions/aws/organizations.ts', () => import('./fakes/organizations.ts'));
vi.mock('../../../functions/aws/mailer.ts', () => import('./fakes/mailer.ts'));
vi.mock('../../../functions/aws/workflow.ts', () => import('./fakes/workflow.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

/** What somebody enters in the console. */
const BY_HAND = { ...OLD_CONTACT, name: 'By hand' };
const THEIRS = { ...NEW_CONTACT, name: 'Their team' };

let world: RequestsWorld;
let ours: TestRequest;

const contactOf = (key = SECURITY) => aws.contacts.get(contactName(key)) ?? null;
const setByHand = (contact = BY_HAND, key = SECURITY) => aws.contacts.set(contactName(key), contact);
const gets = () => aws.calls.filter((call) => call.startsWith('get')).length;

beforeEach(async () => {
  for (const fake of [aws, eventBus, mailer, workflow]) fake.reset();
  resetPolicy();
  policy.approvals = [{ name: 'all', preApproved: true }];
  world = new RequestsWorld();
  for (const key of [SECURITY, BILLING]) aws.contacts.set(contactName(key), OLD_CONTACT);
  ours = world.request({ requestId: 'cli-1', source: { system: 'cli' }, changes: [putChange(SECURITY)] });
  await ours.register();
});

describe('a change that nobody has to approve', () => {
  it('needs one read before the write when it has just been read for its plan', async () => {
    await ours.plan();
    await ours.apply();
    await expect(ours.end()).resolves.toBe('APPLIED');
    expect(gets()).toBe(2);
  });

  it('is compared when its plan was made long after its contact was read, and overwrites nothing', async () => {
    const read = await ours.read();
    // PlanChanges waits, for example for a contact that another request has.
    world.pass(3600);
    setByHand();
    await ours.plan(read);
    await ours.apply();
    await ours.end();
    expect(contactOf()).toEqual(BY_HAND);
  });

  it('is compared when it is tried again, because somebody may have changed it meanwhile', async () => {
    await ours.plan();
    aws.putContact.mockRejectedValueOnce(new TooManyRequestsException('Slow down'));
    await ours.apply();
    setByHand();
    await ours.apply();
    await ours.end();
    expect(contactOf()).toEqual(BY_HAND);
  });

  it('is compared when another contact of its plan was read just now, but its own long ago', async () => {
    const both = world.request({ requestId: 'cli-2', changes: [putChange(SECURITY, THEIRS), putChange(BILLING)] });
    await both.register();
    const [first, second] = await both.read();
    world.pass(60);
    setByHand();
    await both.plan([first, { ...Object(second), readAt: new Date().toISOString() }]);
    await both.apply();
    await both.end();
    expect(contactOf()).toEqual(BY_HAND);
  });

  it('is compared when its plan relies on what the service has changed before, not on what a read shows', async () => {
    await ours.plan();
    await ours.apply();
    await ours.end();
    world.pass(60);
    // Somebody takes that back, which looks like a read that lags behind.
    setByHand(OLD_CONTACT);
    const theirs = world.request({
      requestId: 'cli-2',
      source: { system: 'cli' },
      changes: [putChange(SECURITY, THEIRS)],
    });
    await theirs.register();
    await theirs.plan();
    await theirs.apply();
    await theirs.end();
    expect(contactOf()).toEqual(OLD_CONTACT);
  });
});
