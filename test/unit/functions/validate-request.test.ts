import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../functions/validate-request.ts';
import { reasonOf } from '../../../functions/wording/reason.ts';
import type { ChangeRequest } from '../../../schemas/compiled/change-request.js';
import {
  ACCOUNT_ID,
  BILLING,
  changeRequest,
  deleteChange,
  NEW_CONTACT,
  putChange,
  REQUEST_KEY,
  SECURITY,
} from '../builders.ts';
import * as proofs from './fakes/intake-proofs.ts';
import * as organizations from './fakes/organizations.ts';
import { policy, reset as resetPolicy } from './fakes/policy.ts';
import { invoke } from './invoke.ts';

vi.mock('../../../functions/aws/intake-proofs.ts', () => import('./fakes/intake-proofs.ts'));
vi.mock('../../../functions/aws/organizations.ts', () => import('./fakes/organizations.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const ELSEWHERE = '333333333333';
const PLACED = {
  state: 'ACTIVE',
  name: 'Payments',
  ouPath: ['Root', 'Production'],
  parentIds: ['ou-ab12-prod0001', 'r-ab12'],
  joinedAt: '2026-01-15T09:00:00.000Z',
};
const eventOf = (detail: unknown, source = 'alternate-contacts') => ({
  source,
  'detail-type': 'Alternate Contact Change Requested',
  detail,
});
const validateEvent = (event: unknown, start = handler) =>
  invoke(start, { event, enteredAt: new Date().toISOString() });
const validate = (differences: Partial<ChangeRequest> = {}) => validateEvent(eventOf(changeRequest(differences)));
/** Validates with the policy as it is when the function starts. */
async function validateAfterStart(differences: Partial<ChangeRequest> = {}) {
  vi.resetModules();
  const started = await import('../../../functions/validate-request.ts');
  return validateEvent(eventOf(changeRequest(differences)), started.handler);
}
const validateDetail = (detail: unknown) => validateEvent(eventOf(detail));

beforeEach(() => {
  organizations.reset();
  proofs.reset();
  resetPolicy();
  organizations.accounts.set(ACCOUNT_ID, {
    ...PLACED,
    tags: { Stage: 'prod', Owner: 'jane@example.com' },
  });
  organizations.accounts.set(ELSEWHERE, { state: 'SUSPENDED', parentIds: ['r-ab12'] });
});

describe('validate-request', () => {
  it('returns the contacts and the accounts, and no contact details', async () => {
    await expect(validate({ changes: [putChange(SECURITY), deleteChange(BILLING)] })).resolves.toEqual({
      valid: true,
      requestKey: REQUEST_KEY,
      askedAt: expect.any(String),
      changes: [SECURITY, BILLING],
      accounts: [{ accountId: ACCOUNT_ID, ...PLACED }],
    });
  });

  it('says of each contact when its account joined, if that was less than a day ago', async () => {
    const joinedAt = new Date(Date.now() - 60_000).toISOString();
    organizations.accounts.set(ACCOUNT_ID, { ...PLACED, joinedAt });
    await expect(validate()).resolves.toMatchObject({ changes: [{ ...SECURITY, joinedAt }] });
  });

  it('reads each account once when several changes name it', async () => {
    await validate({ changes: [putChange(SECURITY), deleteChange(BILLING)] });
    expect(organizations.readAccount.mock.calls.map(([accountId]) => accountId)).toEqual([ACCOUNT_ID]);
  });

  it('reads no tags of the account when no rule of the policy needs them', async () => {
    policy.approvals = [{ name: 'production', when: { ou: ['r-ab12'] }, preApproved: true }, ...policy.approvals];
    const { accounts } = Object(await validateAfterStart());
    expect(accounts[0]).not.toHaveProperty('tags');
    expect(organizations.readTags).not.toHaveBeenCalled();
  });

  it('returns those tags of the account that a rule of the policy needs, and no other', async () => {
    const tags = { Stage: ['prod'], Missing: ['x'] };
    policy.approvals = [{ name: 'production', when: { tags }, preApproved: true }, ...policy.approvals];
    await expect(validateAfterStart()).resolves.toMatchObject({
      accounts: [{ accountId: ACCOUNT_ID, ...PLACED, tags: { Stage: 'prod' } }],
    });
    expect(organizations.readTags.mock.calls).toEqual([[ACCOUNT_ID]]);
  });

  it('reads no tags of an account that is not active', async () => {
    const when = { ou: ['r-ab12'], tags: { Stage: ['prod'] } };
    policy.approvals = [{ name: 'production', when, preApproved: true }, ...policy.approvals];
    const changes = [deleteChange({ ...SECURITY, accountId: ELSEWHERE })];
    await expect(validateAfterStart({ changes })).resolves.toMatchObject({ valid: false });
    expect(organizations.readTags).not.toHaveBeenCalled();
  });

  it('returns every reason when rules are broken', async () => {
    const changes = [
      putChange(SECURITY, { ...NEW_CONTACT, emailAddress: 'soc@evilexample.com' }),
      deleteChange(SECURITY),
      deleteChange({ ...SECURITY, accountId: ELSEWHERE }),
      deleteChange({ ...SECURITY, accountId: '999999999999' }),
    ];
    await expect(validate({ changes })).resolves.toEqual({
      valid: false,
      reasons: [
        reasonOf({ pointer: '/changes/1', code: 'repeatedContact', firstPointer: '/changes/0' }),
        reasonOf({
          pointer: '/changes/2/accountId',
          code: 'inactiveAccount',
          accountId: ELSEWHERE,
          state: 'SUSPENDED',
        }),
        reasonOf({ pointer: '/changes/3/accountId', code: 'unknownAccount', accountId: '999999999999' }),
        reasonOf({
          pointer: '/changes/0/contact/emailAddress',
          code: 'emailDomainNotAllowed',
          allowed: ['example.com'],
        }),
      ],
    });
  });

  it('returns a reason for each field of a contact that nobody could use, and trims none', async () => {
    const contact = { name: ' SOC', title: '\u200B', emailAddress: 'soc@a..example.com', phoneNumber: '-' };
    await expect(validate({ changes: [putChange(SECURITY, contact)] })).resolves.toEqual({
      valid: false,
      reasons: [
        reasonOf({ pointer: '/changes/0/contact/name', code: 'outerBlank' }),
        reasonOf({ pointer: '/changes/0/contact/title', code: 'blank' }),
        reasonOf({ pointer: '/changes/0/contact/emailAddress', code: 'undeliverable', because: 'domainDots' }),
        reasonOf({ pointer: '/changes/0/contact/phoneNumber', code: 'tooFewDigits', limit: 6 }),
      ],
    });
  });

  const reserved = { valid: false, reasons: [reasonOf({ pointer: '/source/system', code: 'reservedSource' })] };

  it.each(['organization', 'Organization', 'jira', 'JIRA'])(
    'is invalid when a producer claims to be %s, whatever has been proven',
    async (system) => {
      policy.sources = { jira: { proof: { kind: 'zendesk' }, mapping: '$' } };
      const request = changeRequest({ source: { system, reference: 'OPS-42' } });
      await proofs.putProof(request, 'signature');
      await expect(validateDetail(request)).resolves.toEqual(reserved);
      expect(organizations.readAccount).not.toHaveBeenCalled();
    },
  );

  it.each(['jira ', ' jira', 'jira\u00A0', 'jira\u200B', '\u0458ira', 'jira\n'])(
    'is invalid with a reason at the system when a producer claims to be %j',
    async (system) => {
      policy.sources = { jira: { proof: { kind: 'zendesk' }, mapping: '$' } };
      await expect(validateDetail(changeRequest({ source: { system } }))).resolves.toMatchObject({
        valid: false,
        reasons: [{ pointer: '/source/system', code: 'format' }],
      });
    },
  );

  it('says that the system is reserved before all else that is wrong, so that no ticket is told', async () => {
    policy.sources = { jira: { proof: { kind: 'zendesk' }, mapping: '$' } };
    const detail = { source: { system: 'jira', reference: 'OPS-42' } };
    const { reasons } = Object(await validateDetail(detail));
    expect(reasons[0]).toEqual(reserved.reasons[0]);
    expect(reasons.length).toBeGreaterThan(1);
  });

  describe.each(['revert-jira-1', 'soc-1-retry-2'])('of the id %s, which `contacts` makes', (requestId) => {
    const request = changeRequest({ requestId, source: { system: 'cli' } });
    const taken = { valid: false, reasons: [reasonOf({ pointer: '/requestId', code: 'reservedSource' })] };

    it.each(['cli', 'CLI'])('is invalid when a producer takes it as %s', async (system) => {
      await expect(validateDetail({ ...request, source: { system } })).resolves.toEqual(taken);
    });

    it.each(['iam' as const, 'claimed' as const])('is valid when it came by a signed call: %s', async (proof) => {
      await proofs.putProof(request, proof);
      await expect(validateDetail(request)).resolves.toMatchObject({ valid: true });
    });

    it("is valid in another system, where it is that one's own", async () => {
      await expect(validateDetail({ ...request, source: { system: 'portal' } })).resolves.toMatchObject({
        valid: true,
      });
    });
  });

  it('reads no proof for a request that needs none', async () => {
    await validate({ source: { system: 'cli' } });
    expect(proofs.readProof).not.toHaveBeenCalled();
  });

  describe('of an event that only webhooks may put', () => {
    const request = changeRequest({ source: { system: 'jira', reference: 'OPS-42' } });
    const validateTicket = (detail: unknown) => validateEvent(eventOf(detail, 'alternate-contacts.webhooks'));

    beforeEach(() => {
      policy.sources = { jira: { proof: { kind: 'zendesk' }, mapping: '$' } };
    });

    it('is valid with the proof of the webhook', async () => {
      await proofs.putProof(request, 'signature');
      await expect(validateTicket(request)).resolves.toMatchObject({ valid: true });
    });

    it.each([undefined, 'iam' as const])('is invalid when its proof is %s', async (proof) => {
      if (proof) await proofs.putProof(request, proof);
      await expect(validateTicket(request)).resolves.toEqual(reserved);
    });

    it('is invalid when another request has been proven', async () => {
      await proofs.putProof({ ...request, reason: 'another' }, 'signature');
      await expect(validateTicket(request)).resolves.toEqual(reserved);
    });

    it('says what is wrong, and not that the system is reserved, when the webhook has proven that', async () => {
      const detail = { ...request, reason: '' };
      await proofs.putProof(detail, 'signature');
      await expect(validateTicket(detail)).resolves.toMatchObject({ valid: false, reasons: [{ pointer: '/reason' }] });
    });
  });

  it('is invalid when a contact is in a subdomain of an allowed domain', async () => {
    const contact = { ...NEW_CONTACT, emailAddress: 'soc@mail.example.com' };
    await expect(validate({ changes: [putChange(SECURITY, contact)] })).resolves.toMatchObject({
      valid: false,
      reasons: [{ code: 'emailDomainNotAllowed' }],
    });
  });

  it('accepts a subdomain when the policy allows those of its domain', async () => {
    policy.allowedEmailDomains = ['*.example.com'];
    const contact = { ...NEW_CONTACT, emailAddress: 'soc@mail.example.com' };
    await expect(validate({ changes: [putChange(SECURITY, contact)] })).resolves.toMatchObject({
      valid: true,
      requestKey: REQUEST_KEY,
    });
  });

  it('returns reasons with pointers into the detail when the schema is broken', async () => {
    const { reason: _, ...request } = changeRequest();
    const detail = { ...request, colour: 'red', changes: [{ ...putChange(), accountId: '42' }] };
    const output = await validateDetail(detail);
    expect(output).toMatchObject({ valid: false });
    expect(Object(output).reasons).toHaveLength(3);
    expect(Object(output).reasons).toEqual(
      expect.arrayContaining([
        { pointer: '/changes/0/accountId', code: 'format', message: 'must be 12 digits, for example 222222222222' },
        { pointer: '', code: 'unknownProperties', message: 'has a property that is not known' },
        { pointer: '/reason', code: 'required', message: 'is required' },
      ]),
    );
    expect(organizations.readAccount).not.toHaveBeenCalled();
  });

  it('repeats no value when the schema is broken', async () => {
    const contact = { ...NEW_CONTACT, phoneNumber: 'secret', emailAddress: 'secret' };
    const output = await validateDetail(changeRequest({ changes: [putChange(SECURITY, contact)] }));
    expect(output).toMatchObject({ valid: false });
    expect(JSON.stringify(output)).not.toContain('secret');
  });

  it.each([{}, { requestId: 42 }])('is invalid when the detail is the object %j', async (detail) => {
    await expect(validateDetail(detail)).resolves.toMatchObject({ valid: false });
  });

  it('stays small when a request has hundreds of mistakes, because the state of an execution does', async () => {
    const change = { accountId: '', alternateContactType: '', action: 'PUT', contact: {} };
    const output = await validateDetail({ ...changeRequest(), changes: Array.from({ length: 100 }, () => change) });
    expect(Object(output).reasons).toHaveLength(101);
    expect(Object(output).reasons.at(-1)).toEqual(
      reasonOf({ pointer: '', code: 'furtherProblems', count: 100 * 6 - 100 }),
    );
    expect(JSON.stringify(output).length).toBeLessThan(32_768);
  });

  it.each([
    'text',
    42,
    [],
    null,
    true,
    {},
    { detail: 'x' },
    { detail: null },
    { detail: [] },
    { source: 'alternate-contacts' },
    { detail: {} },
  ])('throws MalformedEventError when the event is %j', async (event) => {
    await expect(validateEvent(event)).rejects.toMatchObject({ name: 'MalformedEventError' });
  });

  it('throws MalformedEventError when the event is of another kind', async () => {
    const event = { ...eventOf(changeRequest()), 'detail-type': 'Something Else' };
    await expect(validateEvent(event)).rejects.toMatchObject({ name: 'MalformedEventError' });
  });

  it('throws TooManyRequestsException by its name when the tags cannot be read', async () => {
    const when = { tags: { Stage: ['prod'] } };
    policy.approvals = [{ name: 'production', when, preApproved: true }, ...policy.approvals];
    organizations.readTags.mockRejectedValue(Object.assign(new Error('slow'), { name: 'TooManyRequestsException' }));
    await expect(validateAfterStart()).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  });

  it.each(['TooManyRequestsException', 'ServiceException'])(
    'throws %s by its name when AWS Organizations does',
    async (name) => {
      organizations.readAccount.mockRejectedValue(Object.assign(new Error('slow'), { name }));
      await expect(validate()).rejects.toMatchObject({ name });
    },
  );

  it('is invalid when it runs outside the management account and that account is to be changed', async () => {
    vi.resetModules();
    vi.stubEnv('SERVICE_ACCOUNT_ID', ACCOUNT_ID);
    const delegated = await import('../../../functions/validate-request.ts');
    vi.unstubAllEnvs();
    const changes = [deleteChange({ ...SECURITY, accountId: '111111111111' })];
    organizations.accounts.set('111111111111', { state: 'ACTIVE', parentIds: [] });
    await expect(validateEvent(eventOf(changeRequest({ changes })), delegated.handler)).resolves.toEqual({
      valid: false,
      reasons: [
        reasonOf({
          pointer: '/changes/0/accountId',
          code: 'managementAccountOutOfReach',
          accountId: '111111111111',
        }),
      ],
    });
  });
});
