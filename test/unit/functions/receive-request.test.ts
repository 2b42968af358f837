import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { BODY_BYTES } from '../../../functions/middleware/json-chain.ts';
import { handler } from '../../../functions/receive-request.ts';
import { changeRequest, putChange, REQUEST_ID, REQUESTER } from '../builders.ts';
import * as eventBus from './fakes/event-bus.ts';
import * as iamTags from './fakes/iam-tags.ts';
import * as proofs from './fakes/intake-proofs.ts';
import { policy, reset as resetPolicy } from './fakes/policy.ts';
import { CONTACT_DETAILS } from './invoke.ts';
import { callSigned, IDENTITIES, JANE, NAMELESS, STRANGER } from './signed-caller.ts';

vi.mock('../../../functions/aws/event-bus.ts', () => import('./fakes/event-bus.ts'));
vi.mock('../../../functions/aws/iam-tags.ts', () => import('./fakes/iam-tags.ts'));
vi.mock('../../../functions/aws/intake-proofs.ts', () => import('./fakes/intake-proofs.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const REQUEST = changeRequest({ source: { system: 'cli' } });
const { requestedBy: _, ...UNNAMED } = REQUEST;

const send = (body: object | string, principal?: string) => callSigned(handler, body, principal);

function expectNothingPut(): void {
  expect(eventBus.requestEvents).toEqual([]);
  expect(proofs.proofs).toEqual([]);
}

beforeEach(() => {
  vi.restoreAllMocks();
  for (const fake of [eventBus, iamTags, proofs]) fake.reset();
  resetPolicy();
  policy.identities = [...IDENTITIES];
  policy.sources = { desk: { proof: { kind: 'zendesk' }, mapping: '$' } };
});

describe('receive-request, of a person whom the service knows', () => {
  it('takes the requester from the signature, and proves it before it puts the event', async () => {
    const answer = await send(UNNAMED);
    expect(answer).toMatchObject({ statusCode: 202, body: { requestId: REQUEST_ID, requestedBy: REQUESTER } });
    expect(eventBus.requestEvents).toEqual([REQUEST]);
    expect(proofs.proofs).toEqual([{ detail: REQUEST, provenBy: 'iam' }]);
    const [proven] = proofs.putProof.mock.invocationCallOrder;
    const [put] = eventBus.putRequestEvent.mock.invocationCallOrder;
    expect(proven).toBeLessThan(Number(put));
  });

  it.each([REQUESTER, 'Jane@Example.com', 'jane+aws@example.com'])(
    'accepts that they name themselves %s',
    async (requestedBy) => {
      await expect(send({ ...UNNAMED, requestedBy })).resolves.toMatchObject({ statusCode: 202 });
      expect(proofs.proofs).toMatchObject([{ detail: { requestedBy }, provenBy: 'iam' }]);
    },
  );

  it('answers 403 with who they are, and puts nothing, when they name somebody else', async () => {
    const { statusCode, body } = await send({ ...UNNAMED, requestedBy: 'victim@example.com' });
    expect(statusCode).toBe(403);
    expect(body['message']).toContain(`you are signed in as ${REQUESTER}, and cannot act in the name of anybody else`);
    expect(JSON.stringify(body)).not.toContain('victim');
    expectNothingPut();
  });

  it('puts no event when the proof cannot be kept', async () => {
    proofs.putProof.mockRejectedValueOnce(new Error('no'));
    await expect(send(UNNAMED)).resolves.toMatchObject({ statusCode: 500 });
    expect(eventBus.requestEvents).toEqual([]);
  });
});

describe('receive-request, of a campaign', () => {
  const sha256 = 'a1'.repeat(32);
  const changeSet = { key: `change-sets/${sha256}.jsonl`, sha256, count: 1204 };
  const { changes: _changes, ...HEAD } = UNNAMED;

  it('proves and puts a request that names a change set, with no changes in it, whether or not the sender has said so', async () => {
    await expect(send({ ...HEAD, changeSet })).resolves.toMatchObject({ statusCode: 202 });
    await expect(send({ ...HEAD, changeSet, changes: [] })).resolves.toMatchObject({ statusCode: 202 });
    const put = { ...REQUEST, changes: [], changeSet };
    expect(eventBus.requestEvents).toEqual([put, put]);
    expect(proofs.proofs).toEqual([put, put].map((detail) => ({ detail, provenBy: 'iam' })));
  });

  it.each([
    { sent: { ...HEAD }, pointer: '/changes', message: 'is required' },
    { sent: { ...UNNAMED, changeSet }, pointer: '/changes', message: 'must be empty' },
    {
      sent: { ...HEAD, changeSet: { ...changeSet, count: 150_001 } },
      pointer: '/changeSet/count',
      message: 'is not valid',
    },
    {
      sent: { ...HEAD, changeSet: { ...changeSet, sha256: 'b2'.repeat(32) } },
      pointer: '/changeSet/key',
      message: 'does not have the right format',
    },
    { sent: { ...HEAD, changeSet: null }, pointer: '/changeSet', message: 'must be an object' },
  ])('answers 422 about $pointer, which $message', async ({ sent, pointer, message }) => {
    const { statusCode, body } = await send(sent);
    expect(statusCode).toBe(422);
    expect(body['reasons']).toContainEqual(expect.objectContaining({ pointer, message }));
    expectNothingPut();
  });
});

describe('receive-request, of anybody else', () => {
  it('answers 403 with the remedy when the name of the session is no e-mail address', async () => {
    const { statusCode, body } = await send(REQUEST, NAMELESS);
    expect(statusCode).toBe(403);
    expect(body['message']).toMatch(/name of this session is not an e-mail address\. Sign in as .* "identities"/);
    expectNothingPut();
  });

  it('takes the requester whom a stranger names, and proves no more than that the call was signed', async () => {
    await expect(send(REQUEST, STRANGER)).resolves.toMatchObject({ statusCode: 202 });
    expect(eventBus.requestEvents).toEqual([REQUEST]);
    expect(proofs.proofs).toEqual([{ detail: REQUEST, provenBy: 'claimed' }]);
  });

  it('answers 422 when a stranger names no requester', async () => {
    const { statusCode, body } = await send(UNNAMED, STRANGER);
    expect(statusCode).toBe(422);
    expect(body['reasons']).toMatchObject([{ pointer: '/requestedBy', code: 'required' }]);
    expectNothingPut();
  });

  it('answers 403 when nobody has signed', async () => {
    await expect(send(REQUEST, '')).resolves.toMatchObject({ statusCode: 403 });
    expectNothingPut();
  });

  it('takes the requester from a tag where the policy says so', async () => {
    policy.identities = [{ principals: ['arn:aws:iam::*:user/*'], person: { tag: 'email' } }];
    iamTags.tags.set('user local email', REQUESTER);
    await expect(send(UNNAMED, STRANGER)).resolves.toMatchObject({ statusCode: 202, body: { requestedBy: REQUESTER } });
  });
});

describe('receive-request, of what is no valid request', () => {
  it.each(['organization', 'desk'])('answers 422 when the source is %s', async (system) => {
    const { statusCode, body } = await send({ ...UNNAMED, source: { system } });
    expect(statusCode).toBe(422);
    expect(body['reasons']).toMatchObject([{ pointer: '/source/system', code: 'reservedSource' }]);
    expectNothingPut();
  });

  it.each([
    { what: 'a field is missing', body: { ...UNNAMED, reason: undefined }, pointer: '/reason' },
    { what: 'the requester is no text', body: { ...UNNAMED, requestedBy: 7 }, pointer: '/requestedBy' },
    { what: 'the body is a list', body: [UNNAMED], pointer: '' },
    { what: 'the body is null', body: 'null', pointer: '' },
    {
      what: 'a contact is there twice',
      body: { ...UNNAMED, changes: [putChange(), putChange()] },
      pointer: '/changes/1',
    },
  ])('answers 422 with the place and no contact detail when $what', async ({ body, pointer }) => {
    const answer = await send(body);
    expect(answer).toMatchObject({ statusCode: 422, body: { reasons: [{ pointer }] } });
    for (const detail of CONTACT_DETAILS) expect(JSON.stringify(answer)).not.toContain(detail);
    expectNothingPut();
  });

  it('answers 400 when the body is not JSON', async () => {
    await expect(send('{')).resolves.toMatchObject({ statusCode: 400, body: { message: 'the body is not JSON' } });
    expectNothingPut();
  });

  it('answers 422, and puts nothing, when a field is there twice, whoever it names', async () => {
    const body = JSON.stringify(REQUEST).replace('{', '{"requestedBy":"victim@example.com",');
    const answer = await send(body);
    expect(answer).toMatchObject({ statusCode: 422, body: { reasons: [{ code: 'doubtfulName' }] } });
    expect(answer.body['message']).toMatch(/^nothing of the body was read: The request has requestedBy twice/);
    expect(JSON.stringify(answer)).not.toContain('victim');
    expectNothingPut();
  });

  it('answers 413, and puts nothing, when the request is too large for its execution', async () => {
    const asWritten = Array.from({ length: 650 }, () => ({
      pointer: '/changes/0/contact/name',
      text: 'x'.repeat(300),
    }));
    const answer = await send({ ...UNNAMED, asWritten });
    expect(answer).toMatchObject({ statusCode: 413, body: { message: expect.stringContaining('200000 bytes') } });
    expectNothingPut();
  });

  it('answers 413 when the body is too large', async () => {
    const answer = await send('x'.repeat(BODY_BYTES + 1));
    expect(answer).toMatchObject({ statusCode: 413, headers: { 'cache-control': 'no-store' } });
    expectNothingPut();
  });

  it('answers 500 when the event is refused', async () => {
    eventBus.putRequestEvent.mockRejectedValueOnce(new Error('no'));
    await expect(send(UNNAMED, JANE)).resolves.toMatchObject({ statusCode: 500 });
  });
});
