import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connect } from '../../cli/aws/connect.ts';
import { settingsOf } from '../../cli/aws/settings.ts';
import { gatherEvidence } from '../../cli/commands/verify/gather-evidence.ts';
import { linkState } from '../../functions/domain/approval/chain-link.ts';
import { verifyChain } from '../../functions/domain/approval/verification.ts';
import { requestKeyOf } from '../../functions/domain/request/request-key.ts';
import { IS_FULL } from '../load-size.ts';
import { goOn } from '../upgrade/go-on.ts';
import { lastingResources } from '../upgrade/lasting-resources.ts';
import { BASELINE_ACCOUNT, contactOf, idOf, REQUESTS, type RequestName } from '../upgrade/requests.ts';
import { readSnapshot, snapshotNames } from '../upgrade/snapshot.ts';
import { APPROVER, makeRequest, OTHER_APPROVER, REQUESTER, Requester, SOC, until } from './requester.ts';
import type { TestStack } from './stack.ts';
import { Visitor } from './visitor.ts';

/** The newest snapshot, in a full run all of them. */
const versions = IS_FULL ? snapshotNames() : snapshotNames().slice(-1);

describe.each(versions)('a request that waits since version %s', (version) => {
  const { links, resources } = readSnapshot(version);
  let stack: TestStack;
  let user: Requester;

  beforeAll(async () => {
    stack = await goOn(version, process.env['PACKAGE_DIR'] ?? '');
    user = new Requester(stack);
    vi.stubEnv('AWS_ENDPOINT_URL', stack.client.endpoint);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await stack?.stop();
  });

  /** The link that the version before has mailed, at the address of this stack. */
  const formerLink = (requestId: string, approver = APPROVER) =>
    new URL(links[requestId]?.[approver] ?? '', stack.httpApiUrl).href;

  /** Waits for the end of a request, and checks the contact and the chain of evidence. */
  const expectApplied = async (name: RequestName) => {
    expect((await user.end(idOf(name))).output.status).toBe('APPLIED');
    expect(await user.contact(REQUESTS[name].accountId, 'SECURITY')).toEqual(contactOf(name));
    expect(await isVerified(idOf(name))).toBe(true);
  };

  /** Whether every link of its chain of evidence holds, or has nothing to hold, as `contacts verify` finds them. */
  const isVerified = async (requestId: string) => {
    const { request } = await user.record(requestId);
    const verified = await gatherEvidence(connect(settingsOf('local', process.env)), requestKeyOf(request));
    const states = verified ? verifyChain(verified).map(linkState) : [];
    return states.includes('holds') && states.every((state) => state === 'holds' || state === 'idle');
  };

  it('is approved by the link that was mailed before, and applied', async () => {
    expect((await user.vote(formerLink(idOf('plain')), 'approve')).status).toBe(303);
    await expectApplied('plain');
  });

  it('is approved by a vote of before and one of after', async () => {
    await user.vote(formerLink(idOf('halfApproved'), OTHER_APPROVER), 'approve');
    await expectApplied('halfApproved');
  });

  it('is approved with a code, if its rule wants one', async () => {
    const visitor = new Visitor();
    const link = formerLink(idOf('withCode'));
    await visitor.askForCode(link);
    const code = await until('the mail with the code', async () => codeIn(await stack.mails()));
    await visitor.decide(link, { decision: 'approve', code });
    await expectApplied('withCode');
  });

  it('is rejected, which changes nothing', async () => {
    await user.vote(formerLink(idOf('toReject')), 'reject', 'not this one');
    expect((await user.end(idOf('toReject'))).output.status).toBe('REJECTED');
    expect(await user.contact(REQUESTS.toReject.accountId, 'SECURITY')).toBeUndefined();
  });

  it('is cancelled by its requester', async () => {
    await cancel(stack, { requestId: idOf('toCancel'), requestedBy: REQUESTER });
    expect((await user.end(idOf('toCancel'))).output.status).toBe('CANCELLED');
  });

  it('ends when its execution is stopped', async () => {
    const { executionArn } = await user.record(idOf('toStop'));
    await user.stepFunctions.send(new StopExecutionCommand({ executionArn }));
    await until('its end', async () => ((await user.record(idOf('toStop'))).status === 'FAILED' ? true : undefined));
  });

  it('goes on with the try that it waits for, and asks its approvers', async () => {
    await user.vote(await user.link(idOf('unread')), 'approve');
    await expectApplied('unread');
  });

  it('goes on with its next round when the time of one is up, and its first link still counts', async () => {
    const id = idOf('reminded');
    const [reminder] = await until('a reminder', async () => (await user.links()).get(id));
    expect(reminder).not.toBe(formerLink(id));
    expect(await user.link(id, 'ciso@example.com')).toMatch(/\/approvals\//);
    await user.vote(formerLink(id), 'approve');
    await expectApplied('reminded');
  });

  it('expires when the time of its last round is up, and its link opens nothing any more', async () => {
    expect((await user.end(idOf('expiring'))).output.status).toBe('EXPIRED');
    expect((await fetch(formerLink(idOf('expiring')))).status).toBe(404);
  });

  it('is planned and approved again when another request has changed its contact', async () => {
    const id = idOf('outdated');
    await user.vote(formerLink(id, OTHER_APPROVER), 'approve');
    await user.vote(formerLink(idOf('outdating')), 'approve');
    await expectApplied('outdating');
    for (const approver of [APPROVER, OTHER_APPROVER]) {
      await user.vote(await user.link(id, approver), 'approve');
    }
    await expectApplied('outdated');
  });

  it('is approved if it is one of the workflow, for a new account', async () => {
    const id = Object.keys(links).find((each) => each.startsWith(`baseline-${BASELINE_ACCOUNT}`)) ?? '';
    await user.vote(formerLink(id), 'approve');
    await until('its end', async () => ((await user.record(id)).status === 'APPLIED' ? true : undefined));
    expect(await isVerified(id)).toBe(true);
  });

  it.each(['applied', 'preApproved'] as const)('can be verified when it has ended before: %s', async (name) => {
    expect(await isVerified(idOf(name))).toBe(true);
  });

  it('does not keep new requests for the same contact from being applied', async () => {
    const { accountId } = REQUESTS.applied;
    const request = makeRequest({
      changes: [{ accountId, alternateContactType: 'SECURITY', action: 'PUT', contact: SOC }],
    });
    await user.put(request);
    await user.vote(await user.link(request.requestId), 'approve');
    expect((await user.end(request.requestId)).output.status).toBe('APPLIED');
  });

  it('finds all that it refers to under the same name', async () => {
    expect(await lastingResources(stack)).toMatchObject(resources);
  });
});

/** The code in the one mail that has one. */
function codeIn(mails: Awaited<ReturnType<TestStack['mails']>>): string | undefined {
  return mails
    .map(({ body: { text = '' } }) => /^YOUR CODE: ([\d ]+)$/m.exec(text)?.[1])
    .find((code) => code !== undefined);
}

async function cancel({ client, health }: TestStack, detail: object): Promise<void> {
  const entry = {
    EventBusName: health.eventBusName,
    Source: 'alternate-contacts',
    DetailType: 'Alternate Contact Change Cancellation Requested',
    Detail: JSON.stringify(detail),
  };
  await new EventBridgeClient(client).send(new PutEventsCommand({ Entries: [entry] }));
}
