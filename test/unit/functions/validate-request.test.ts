import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChangeRequest } from '../../../functions/domain/request.ts';
import { handler } from '../../../functions/validate-request.ts';
import {
  ACCOUNT_ID,
  BILLING,
  changeRequest,
  deleteChange,
  NEW_CONTACT,
  putChange,
  REQUEST_ID,
  SECURITY,
} from '../builders.ts';
import * as organizations from './fakes/organizations.ts';
import policy, { reset as resetPolicy } from './fakes/policy.ts';
import { invoke } from './invoke.ts';

vi.mock('../../../functions/aws/organizations.ts', () => import('./fakes/organizations.ts'));
vi.mock('../../../schemas/compiled/policy.js', () => import('./fakes/policy.ts'));

const ELSEWHERE = '333333333333';
const eventOf = (detail: unknown) => ({
  source: 'alternate-contacts',
  'detail-type': 'Alternate Contact Change Requested',
  detail,
});
const validate = (differences: Partial<ChangeRequest> = {}) =>
  invoke(handler, { event: eventOf(changeRequest(differences)) });
/** Validates with the policy as it is when the function starts. */
async function validateAfterStart(differences: Partial<ChangeRequest> = {}) {
  vi.resetModules();
  const started = await import('../../../functions/validate-request.ts');
  return invoke(started.handler, { event: eventOf(changeRequest(differences)) });
}
const validateDetail = (detail: unknown) => invoke(handler, { event: eventOf(detail) });

beforeEach(() => {
  organizations.reset();
  resetPolicy();
  organizations.accounts.set(ACCOUNT_ID, {
    state: 'ACTIVE',
    parentIds: ['ou-ab12-prod0001', 'r-ab12'],
    tags: { Stage: 'prod', Owner: 'jane@example.com' },
  });
  organizations.accounts.set(ELSEWHERE, { state: 'SUSPENDED', parentIds: ['r-ab12'] });
});

describe('validate-request', () => {
  it('hands on the contacts and the accounts, and no contact details', async () => {
    await expect(validate({ changes: [putChange(SECURITY), deleteChange(BILLING)] })).resolves.toEqual({
      requestId: REQUEST_ID,
      changes: [SECURITY, BILLING],
      accounts: [{ accountId: ACCOUNT_ID, state: 'ACTIVE', parentIds: [] }],
    });
  });

  it('asks once for each account when several changes name it', async () => {
    await validate({ changes: [putChange(SECURITY), deleteChange(BILLING)] });
    expect(organizations.readAccountState.mock.calls.map(([accountId]) => accountId)).toEqual([ACCOUNT_ID]);
  });

  it('asks neither for what is above the account nor for its tags when no rule of the policy asks for them', async () => {
    policy.approvals = [{ name: 'deletions', when: { action: ['DELETE'] }, preApproved: true }, ...policy.approvals];
    await expect(validateAfterStart()).resolves.toMatchObject({
      accounts: [{ accountId: ACCOUNT_ID, state: 'ACTIVE', parentIds: [] }],
    });
    expect(organizations.readParentIds).not.toHaveBeenCalled();
    expect(organizations.readTags).not.toHaveBeenCalled();
  });

  it('hands on what is above the account when a rule of the policy asks for it', async () => {
    policy.approvals = [{ name: 'production', when: { ou: ['r-ab12'] }, preApproved: true }, ...policy.approvals];
    await expect(validateAfterStart()).resolves.toMatchObject({
      accounts: [{ accountId: ACCOUNT_ID, state: 'ACTIVE', parentIds: ['ou-ab12-prod0001', 'r-ab12'] }],
    });
    expect(organizations.readTags).not.toHaveBeenCalled();
  });

  it('hands on those tags of the account that a rule of the policy asks for, and no other', async () => {
    const tags = { Stage: ['prod'], Missing: ['x'] };
    policy.approvals = [{ name: 'production', when: { tags }, preApproved: true }, ...policy.approvals];
    await expect(validateAfterStart()).resolves.toMatchObject({
      accounts: [{ accountId: ACCOUNT_ID, state: 'ACTIVE', parentIds: [], tags: { Stage: 'prod' } }],
    });
    expect(organizations.readParentIds).not.toHaveBeenCalled();
    expect(organizations.readTags.mock.calls).toEqual([[ACCOUNT_ID]]);
  });

  it('asks nothing more of an account that is not active', async () => {
    const when = { ou: ['r-ab12'], tags: { Stage: ['prod'] } };
    policy.approvals = [{ name: 'production', when, preApproved: true }, ...policy.approvals];
    const changes = [deleteChange({ ...SECURITY, accountId: ELSEWHERE })];
    await expect(validateAfterStart({ changes })).rejects.toMatchObject({ name: 'InvalidRequestError' });
    expect(organizations.readParentIds).not.toHaveBeenCalled();
    expect(organizations.readTags).not.toHaveBeenCalled();
  });

  it('throws InvalidRequestError with every reason when rules are broken', async () => {
    const changes = [
      putChange(SECURITY, { ...NEW_CONTACT, emailAddress: 'soc@evilexample.com' }),
      deleteChange(SECURITY),
      deleteChange({ ...SECURITY, accountId: ELSEWHERE }),
      deleteChange({ ...SECURITY, accountId: '999999999999' }),
    ];
    await expect(validate({ changes })).rejects.toMatchObject({
      name: 'InvalidRequestError',
      message: [
        '/changes/1 changes the same contact as /changes/0',
        '/changes/2/accountId names 333333333333, which is SUSPENDED',
        '/changes/3/accountId names 999999999999, which is no account of the organization',
        '/changes/0/contact/emailAddress must be in an allowed e-mail domain (example.com)',
      ].join('\n'),
    });
  });

  it("throws InvalidRequestError when a producer gives itself out for the workflow's own system", async () => {
    await expect(validate({ source: { system: 'organization' } })).rejects.toMatchObject({
      name: 'InvalidRequestError',
      message: '/source/system is reserved for requests that events of AWS Organizations bring about',
    });
  });

  it('accepts a subdomain of an allowed domain', async () => {
    const contact = { ...NEW_CONTACT, emailAddress: 'soc@mail.example.com' };
    await expect(validate({ changes: [putChange(SECURITY, contact)] })).resolves.toMatchObject({
      requestId: REQUEST_ID,
    });
  });

  it('throws InvalidRequestError with pointers into the detail when the schema is broken', async () => {
    const { reason: _, ...request } = changeRequest();
    const detail = { ...request, colour: 'red', changes: [{ ...putChange(), accountId: '42' }] };
    const error = await validateDetail(detail).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'InvalidRequestError' });
    expect(String(error).replace('InvalidRequestError: ', '').split('\n').sort()).toEqual([
      '/changes/0/accountId must match pattern "^\\d{12}$"',
      '/colour is not a known property',
      '/reason is required',
    ]);
    expect(organizations.readAccountState).not.toHaveBeenCalled();
  });

  it('repeats no value when the schema is broken', async () => {
    const contact = { ...NEW_CONTACT, phoneNumber: 'secret', emailAddress: 'secret' };
    const error = await validateDetail(changeRequest({ changes: [putChange(SECURITY, contact)] })).catch(String);
    expect(error).toMatch(/^InvalidRequestError: /);
    expect(error).not.toContain('secret');
  });

  it.each([{}, { requestId: 42 }])('throws InvalidRequestError when the detail is the object %j', async (detail) => {
    await expect(validateDetail(detail)).rejects.toMatchObject({ name: 'InvalidRequestError' });
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
  ])('throws MalformedEventError when the event is %j', async (event) => {
    await expect(invoke(handler, { event })).rejects.toMatchObject({ name: 'MalformedEventError' });
  });

  it('throws MalformedEventError when the event is of another kind', async () => {
    const event = { ...eventOf(changeRequest()), 'detail-type': 'Something Else' };
    await expect(invoke(handler, { event })).rejects.toMatchObject({ name: 'MalformedEventError' });
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
      organizations.readAccountState.mockRejectedValue(Object.assign(new Error('slow'), { name }));
      await expect(validate()).rejects.toMatchObject({ name });
    },
  );

  it('throws InvalidRequestError when it runs outside the management account and that account is to be changed', async () => {
    vi.resetModules();
    vi.stubEnv('SERVICE_ACCOUNT_ID', ACCOUNT_ID);
    const delegated = await import('../../../functions/validate-request.ts');
    vi.unstubAllEnvs();
    const changes = [deleteChange({ ...SECURITY, accountId: '111111111111' })];
    organizations.accounts.set('111111111111', { state: 'ACTIVE', parentIds: [] });
    await expect(invoke(delegated.handler, { event: eventOf(changeRequest({ changes })) })).rejects.toMatchObject({
      name: 'InvalidRequestError',
      message:
        '/changes/0/accountId names the management account 111111111111: only a service that runs in it, or has a role in it, can reach it',
    });
  });
});
