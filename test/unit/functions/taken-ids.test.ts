import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { contactName } from '../../../functions/domain/contact/contact.ts';
import { BILLING, NEW_CONTACT, OLD_CONTACT, putChange, SECURITY } from '../builders.ts';
import * as aws from './fakes/account-management.ts';
import * as eventBus from './fakes/event-bus.ts';
import * as mailer from './fakes/mailer.ts';
import { reset as resetPolicy } from './fakes/policy.ts';
import * as workflow from './fakes/workflow.ts';
import { RequestsWorld } from './requests-world.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));
vi.mock('../../../functions/aws/account-management.ts', () => import('./fakes/account-management.ts'));
vi.mock('../../../functions/aws/event-bus.ts', () => import('./fakes/event-bus.ts'));
vi.mock('../../../functions/aws/organizations.ts', () => import('./fakes/organizations.ts'));
vi.mock('../../../functions/aws/mailer.ts', () => import('./fakes/mailer.ts'));
vi.mock('../../../functions/aws/workflow.ts', () => import('./fakes/workflow.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const BASELINE_ID = 'baseline-222222222222-1-0a1b2c3d';
const MALLORYS = { ...NEW_CONTACT, name: 'Mallory', emailAddress: 'mallory@example.com' };

let world: RequestsWorld;

const contactOf = (key: typeof SECURITY) => aws.contacts.get(contactName(key)) ?? null;

/** Somebody takes an id before the request that it is meant for. */
const taken = (requestId: string, system = 'standard') =>
  world.request({ requestId, source: { system }, changes: [putChange(BILLING, MALLORYS)] });

beforeEach(() => {
  for (const fake of [aws, eventBus, mailer, workflow]) fake.reset();
  resetPolicy();
  world = new RequestsWorld();
  for (const key of [SECURITY, BILLING]) aws.contacts.set(contactName(key), OLD_CONTACT);
});

describe("the id of a ticket that another system's request has taken before", () => {
  const ticket = () => world.request({ requestId: 'jira-OPS-7-1', source: { system: 'jira', reference: 'OPS-7' } });

  it('leaves the ticket its own request: both are asked about, and each is applied by its own approval', async () => {
    const mallorys = await taken('jira-OPS-7-1').begin();
    const ours = await ticket().begin();
    expect(await ours.approve()).toBe('APPLIED');
    expect(contactOf(SECURITY)).toEqual(NEW_CONTACT);
    expect(contactOf(BILLING)).toEqual(OLD_CONTACT);
    expect((await mallorys.record()).status).toBe('PENDING_APPROVAL');
    expect(await mallorys.approve()).toBe('APPLIED');
    expect(contactOf(BILLING)).toEqual(MALLORYS);
  });

  it('gives neither the votes of the other', async () => {
    const mallorys = await taken('jira-OPS-7-1').begin();
    const ours = await ticket().begin();
    await ours.vote();
    expect((await mallorys.record()).votes).toEqual([]);
    expect(mallorys.links()).not.toEqual(ours.links());
  });

  it('is that of the same request when the same system is written otherwise', async () => {
    await taken('jira-OPS-7-1', 'JIRA').register();
    await expect(ticket().register()).rejects.toMatchObject({ name: 'DuplicateRequestError' });
  });
});

describe('the id of a baseline that somebody has foretold', () => {
  it('leaves the account its baseline', async () => {
    await taken(BASELINE_ID, 'cli').begin();
    const baseline = await world
      .request({ requestId: BASELINE_ID, source: { system: 'organization' }, changes: [putChange(SECURITY)] })
      .begin();
    expect(await baseline.approve()).toBe('APPLIED');
    expect(contactOf(SECURITY)).toEqual(NEW_CONTACT);
    expect(contactOf(BILLING)).toEqual(OLD_CONTACT);
  });
});
