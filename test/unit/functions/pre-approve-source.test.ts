import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { requestKeyOf } from '../../../functions/domain/request/request-key.ts';
import { handler } from '../../../functions/pre-approve.ts';
import {
  account,
  approvalOf,
  CREATED_AT,
  changeRequest,
  NEW_CONTACT,
  OLD_CONTACT,
  pendingRecord,
  plannedChange,
  putChange,
  SECURITY,
} from '../builders.ts';
import * as eventBus from './fakes/event-bus.ts';
import * as evidence from './fakes/evidence.ts';
import * as proofs from './fakes/intake-proofs.ts';
import * as lines from './fakes/lines.ts';
import * as organizations from './fakes/organizations.ts';
import { policy, reset as resetPolicy } from './fakes/policy.ts';
import * as table from './fakes/request-table.ts';
import * as signatures from './fakes/signatures.ts';
import { invoke } from './invoke.ts';

vi.mock('../../../functions/aws/event-bus.ts', () => import('./fakes/event-bus.ts'));
vi.mock('../../../functions/aws/evidence.ts', () => import('./fakes/evidence.ts'));
vi.mock('../../../functions/aws/intake-proofs.ts', () => import('./fakes/intake-proofs.ts'));
vi.mock('../../../functions/aws/lines.ts', () => import('./fakes/lines.ts'));
vi.mock('../../../functions/aws/organizations.ts', () => import('./fakes/organizations.ts'));
vi.mock('../../../functions/steps/replanning.ts', () => ({ contactsToPlanAgain: vi.fn() }));
vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/signatures.ts', () => import('./fakes/signatures.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

beforeEach(() => {
  for (const fake of [eventBus, evidence, proofs, lines, organizations, table, signatures]) fake.reset();
  resetPolicy();
  const { accountId, ...known } = account();
  organizations.accounts.set(accountId, known);
  policy.sources = { desk: { proof: { kind: 'zendesk' }, mapping: '$' } };
  policy.approvals = [{ name: 'everything', preApproved: true }];
});

/** Lets the policy decide about the plan of a request of this system, whose event came with this source. */
function preApprove(system: string, source: string) {
  const request = changeRequest({ source: { system } });
  table.given(pendingRecord({ request, approval: approvalOf(0, { requirements: [] }) }));
  return {
    request,
    decide: () =>
      invoke(handler, { requestKey: requestKeyOf(request), event: { source, detail: request }, enteredAt: CREATED_AT }),
  };
}

describe('pre-approve, of a system that speaks by its webhook only', () => {
  it.each([
    { system: 'desk', source: 'alternate-contacts' },
    { system: 'Desk', source: 'alternate-contacts' },
    { system: 'organization', source: 'alternate-contacts' },
    { system: 'organization', source: 'alternate-contacts.webhooks' },
  ])('signs nothing for $system when the event is of $source, whatever has been proven', async ({ system, source }) => {
    const { request, decide } = preApprove(system, source);
    await proofs.putProof(request, 'signature');
    await expect(decide()).rejects.toMatchObject({ name: 'NotApprovedError' });
    expect(signatures.sign).not.toHaveBeenCalled();
  });

  it('signs nothing when the event is as of the webhook, and has no proof', async () => {
    const { decide } = preApprove('desk', 'alternate-contacts.webhooks');
    await expect(decide()).rejects.toMatchObject({ name: 'NotApprovedError' });
    expect(signatures.sign).not.toHaveBeenCalled();
  });

  it.each([
    { system: 'desk', source: 'alternate-contacts.webhooks' },
    { system: 'cli', source: 'alternate-contacts' },
  ])('signs for $system when the event is of $source', async ({ system, source }) => {
    const { request, decide } = preApprove(system, source);
    await proofs.putProof(request, 'signature');
    await expect(decide()).resolves.toMatchObject({ status: 'APPROVED' });
    expect(evidence.preApprovals).toHaveLength(1);
  });
});

describe('pre-approve, of what the service itself has found', () => {
  const finding = (answer: string) => ({
    source: 'alternate-contacts.organization',
    detail: { kind: 'drift', ...SECURITY, answer, foundAt: '2026-06-01T10:00:00.000Z' },
  });

  /** The plan that a contact becomes this again. */
  function decide(contact: typeof NEW_CONTACT, event: object) {
    policy.baseline = { default: { SECURITY: NEW_CONTACT, BILLING: NEW_CONTACT } };
    const request = changeRequest({ source: { system: 'organization' }, changes: [putChange(SECURITY, contact)] });
    const plan = [plannedChange({ before: null, after: contact })];
    table.given(pendingRecord({ request, provenBy: 'workflow', plan, approval: approvalOf(0, { requirements: [] }) }));
    return invoke(handler, { requestKey: requestKeyOf(request), event, enteredAt: CREATED_AT });
  }

  it('signs that a contact becomes what the baseline says', async () => {
    await expect(decide(NEW_CONTACT, finding('revert'))).resolves.toMatchObject({ status: 'APPROVED' });
  });

  it.each([
    ['another contact', OLD_CONTACT, finding('revert')],
    ['a contact that may stay as somebody else has set it', NEW_CONTACT, finding('adopt')],
    [
      'a contact of another type',
      NEW_CONTACT,
      { ...finding('revert'), detail: { ...finding('revert').detail, alternateContactType: 'BILLING' } },
    ],
  ])('signs nothing for %s', async (_what, contact, event) => {
    await expect(decide(contact, event)).rejects.toMatchObject({ name: 'NotApprovedError' });
    expect(signatures.sign).not.toHaveBeenCalled();
  });
});
