import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../functions/receive-cancellation.ts';
import { APPROVER, changeRequest, pendingRecord, REQUEST_ID, REQUEST_KEY, REQUESTER, VOTED_AT } from '../builders.ts';
import * as iamTags from './fakes/iam-tags.ts';
import { policy, reset as resetPolicy } from './fakes/policy.ts';
import * as table from './fakes/request-table.ts';
import * as workflow from './fakes/workflow.ts';
import { callSigned, IDENTITIES, JANE, NAMELESS, STRANGER } from './signed-caller.ts';

vi.mock('../../../functions/aws/event-bus.ts', () => import('./fakes/event-bus.ts'));
vi.mock('../../../functions/aws/iam-tags.ts', () => import('./fakes/iam-tags.ts'));
vi.mock('../../../functions/aws/named-requests.ts', () => import('./fakes/named-requests.ts'));
vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/workflow.ts', () => import('./fakes/workflow.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const cancel = (body: object = {}, principal = JANE) =>
  callSigned(handler, { requestId: REQUEST_ID, ...body }, principal);
const stored = () => table.records.get(REQUEST_KEY);

beforeEach(() => {
  vi.restoreAllMocks();
  vi.useFakeTimers({ now: new Date(VOTED_AT), toFake: ['Date'] });
  for (const fake of [iamTags, table, workflow]) fake.reset();
  resetPolicy();
  policy.identities = [...IDENTITIES];
});

describe('receive-cancellation', () => {
  it('cancels the request of the person who signs, with their reason, and wakes the execution', async () => {
    table.given(pendingRecord());
    const answer = await cancel({ reason: 'The mailbox stays' });
    expect(answer).toMatchObject({ statusCode: 200, body: { requestId: REQUEST_ID, status: 'CANCELLED' } });
    expect(stored()?.cancellation).toEqual({ by: REQUESTER, at: VOTED_AT, comment: 'The mailbox stays' });
    expect(workflow.woken).toEqual(['token-of-the-task']);
  });

  it('cancels it when the request names another address of the same mailbox', async () => {
    table.given(pendingRecord({ request: changeRequest({ requestedBy: 'Jane+aws@example.com' }) }));
    await expect(cancel()).resolves.toMatchObject({ statusCode: 200 });
    expect(stored()?.cancellation).toMatchObject({ by: 'Jane+aws@example.com' });
  });

  it('cancels it for the requester whom a stranger names, who asked in this way, too', async () => {
    table.given(pendingRecord({ provenBy: 'claimed' }));
    await expect(cancel({ requestedBy: REQUESTER }, STRANGER)).resolves.toMatchObject({ statusCode: 200 });
  });

  it('has cancelled it even if the execution cannot be woken', async () => {
    table.given(pendingRecord());
    workflow.wakeExecution.mockRejectedValueOnce(new Error('slow'));
    await expect(cancel()).resolves.toMatchObject({ statusCode: 200 });
    expect(stored()?.status).toBe('CANCELLED');
  });

  it.each(['jira', 'Jira'])(
    'cancels the request of the system %s when other systems have requests of that id',
    async (system) => {
      table.given(pendingRecord());
      table.given(pendingRecord({ request: changeRequest({ source: { system: 'cli' } }) }));
      await expect(cancel({ source: { system } })).resolves.toMatchObject({ statusCode: 200 });
      expect(stored()?.status).toBe('CANCELLED');
      expect(table.records.get(`cli/${REQUEST_ID}`)?.status).toBe('PENDING_APPROVAL');
    },
  );

  it("cancels the caller's own request, and never another's, when no system is named", async () => {
    table.given(
      pendingRecord({ request: changeRequest({ source: { system: 'a' }, requestedBy: 'victim@example.com' }) }),
    );
    table.given(pendingRecord());
    await expect(cancel()).resolves.toMatchObject({ statusCode: 200 });
    expect(stored()?.status).toBe('CANCELLED');
    expect(table.records.get(`a/${REQUEST_ID}`)?.status).toBe('PENDING_APPROVAL');
  });

  it('answers 409 and cancels nothing when the caller has several requests of that id', async () => {
    table.given(pendingRecord());
    table.given(pendingRecord({ request: changeRequest({ source: { system: 'cli' } }) }));
    const answer = await cancel();
    expect(answer).toMatchObject({ statusCode: 409, body: { message: expect.stringContaining('source.system') } });
    expect([...table.records.values()].map(({ status }) => status)).toEqual(['PENDING_APPROVAL', 'PENDING_APPROVAL']);
  });

  const OTHERS = pendingRecord({ request: changeRequest({ requestedBy: 'victim@example.com' }) });
  const APPLYING = pendingRecord({ status: 'APPROVED', applyingSince: VOTED_AT });

  it.each([
    { what: 'somebody else requested it', record: OTHERS, statusCode: 403, says: 'only its requester can cancel it' },
    { what: 'it has ended', record: pendingRecord({ status: 'REJECTED' }), statusCode: 409, says: 'already ended' },
    { what: 'it is being applied', record: APPLYING, statusCode: 409, says: 'already being applied' },
    { what: 'there is no such request', record: undefined, statusCode: 404, says: `there is no request ${REQUEST_ID}` },
  ])('answers $statusCode and changes nothing when $what', async ({ record, statusCode, says }) => {
    if (record) table.given(record);
    const answer = await cancel();
    expect(answer).toMatchObject({ statusCode, body: { message: expect.stringContaining(says) } });
    expect(JSON.stringify(answer)).not.toContain('victim');
    expect(stored()).toEqual(record);
    expect(workflow.woken).toEqual([]);
  });

  it.each([
    { what: 'they name somebody else', body: { requestedBy: APPROVER }, principal: JANE, statusCode: 403 },
    { what: 'the name of the session is no address', body: {}, principal: NAMELESS, statusCode: 403 },
    { what: 'nobody has signed', body: {}, principal: '', statusCode: 403 },
    { what: 'a stranger names nobody', body: {}, principal: STRANGER, statusCode: 422 },
    {
      what: 'a field is unknown',
      body: { source: { system: 'jira', reference: 'OPS-42' } },
      principal: JANE,
      statusCode: 422,
    },
    { what: 'the reason is empty', body: { reason: '' }, principal: JANE, statusCode: 422 },
  ])('answers $statusCode and reads nothing when $what', async ({ body, principal, statusCode }) => {
    table.given(pendingRecord());
    await expect(cancel(body, principal)).resolves.toMatchObject({ statusCode });
    expect(table.readRecord).not.toHaveBeenCalled();
  });

  it('answers 400 when the body is not JSON', async () => {
    await expect(callSigned(handler, 'x')).resolves.toMatchObject({ statusCode: 400 });
  });

  it('answers 422 and reads nothing when a field is there twice', async () => {
    const body = `{"requestId":"${REQUEST_ID}","requestId":"another"}`;
    await expect(callSigned(handler, body, JANE)).resolves.toMatchObject({
      statusCode: 422,
      body: { reasons: [{ pointer: '', code: 'doubtfulName' }] },
    });
    expect(table.readRecord).not.toHaveBeenCalled();
  });
});
