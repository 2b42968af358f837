import '../environment.ts';

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { logger } from '../../../functions/runtime/logger.ts';
import { handler } from '../../../functions/send-held-mails.ts';
import {
  APPROVER,
  changeRequest,
  OTHER_APPROVER,
  pendingRecord,
  type RecordFacts,
  VOTED_AT,
  vote,
} from '../builders.ts';
import { linksOf } from '../web/markup.ts';
import * as held from './fakes/held-mails.ts';
import * as mailer from './fakes/mailer.ts';
import * as pageLinks from './fakes/page-links.ts';
import * as table from './fakes/request-table.ts';
import * as workflow from './fakes/workflow.ts';
import { invoke } from './invoke.ts';

vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/page-links.ts', () => import('./fakes/page-links.ts'));
vi.mock('../../../functions/aws/held-mails.ts', () => import('./fakes/held-mails.ts'));
vi.mock('../../../functions/aws/mailer.ts', () => import('./fakes/mailer.ts'));
vi.mock('../../../functions/aws/workflow.ts', () => import('./fakes/workflow.ts'));
vi.mock('../../../functions/aws/open-requests.ts', () => import('./fakes/open-requests.ts'));

const sweep = (milliseconds = 60_000) => invoke(handler, { source: 'aws.events', detail: {} }, milliseconds);

/** A request that waits, and of which this approver is still to be told. */
function given(requestId: string, approver = APPROVER, facts: RecordFacts = {}): void {
  table.given(pendingRecord({ request: changeRequest({ requestId }), mails: [], ...facts }));
  held.held.set(approver, [...(held.held.get(approver) ?? []), `jira/${requestId}`]);
}

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(VOTED_AT), toFake: ['Date'] });
  for (const fake of [table, pageLinks, held, mailer, workflow]) fake.reset();
});

describe('send-held-mails', () => {
  it('tells an approver of all requests in one mail, with a link of their own to each', async () => {
    given('one');
    given('two');
    await expect(sweep()).resolves.toEqual({ summaries: 1 });
    expect(mailer.outbox).toMatchObject([{ to: APPROVER, subject: '2 more requests wait for your decision' }]);
    expect(linksOf(mailer.outbox[0]?.text ?? '')).toHaveLength(2);
    expect(pageLinks.links.size).toBe(2);
    for (const key of ['jira/one', 'jira/two'] as const) {
      expect(table.records.get(key)?.mails).toEqual([{ kind: 'approvalRequest', to: APPROVER, round: 0 }]);
    }
    expect(held.held.get(APPROVER)).toEqual([]);
  });

  it('sends one an hour, and the rest with the next', async () => {
    given('one');
    await sweep();
    given('two');
    await expect(sweep()).resolves.toEqual({ summaries: 0 });
    expect(held.held.get(APPROVER)).toEqual(['jira/two']);
    held.summarized.clear();
    await expect(sweep()).resolves.toEqual({ summaries: 1 });
    expect(mailer.outbox).toHaveLength(2);
  });

  it('names a hundred, and says how many more there are', async () => {
    for (let number = 0; number < 103; number += 1) given(`jira-${number}`);
    await sweep();
    expect(mailer.outbox[0]?.subject).toBe('103 more requests wait for your decision');
    expect(mailer.outbox[0]?.text).toContain('A mail in an hour has the links of the other 3.');
    expect(held.held.get(APPROVER)).toHaveLength(3);
  });

  it('leaves out what is decided, what the approver has voted on, and what they were mailed meanwhile', async () => {
    given('rejected', APPROVER, { status: 'REJECTED' });
    given('voted', APPROVER, { votes: [vote()] });
    given('mailed', APPROVER, { mails: [{ kind: 'approvalRequest', to: APPROVER, round: 0 }] });
    await expect(sweep()).resolves.toEqual({ summaries: 0 });
    expect(held.held.get(APPROVER)).toEqual([]);
    expect(held.summarized.size).toBe(0);
    expect(mailer.outbox).toEqual([]);
  });

  it('notes that mail does not reach an approver, and mails the others', async () => {
    given('one');
    given('one', OTHER_APPROVER);
    mailer.refused.add(APPROVER);
    await expect(sweep()).resolves.toEqual({ summaries: 2 });
    expect(table.records.get('jira/one')?.unreachable).toMatchObject([{ approver: APPROVER }]);
    expect(mailer.outbox.map(({ to }) => to)).toEqual([OTHER_APPROVER]);
  });

  it('blames no approver, and tries again later, when SES refuses the sender', async () => {
    vi.spyOn(logger, 'error').mockImplementation(() => undefined);
    given('one');
    mailer.sender.isRefused = true;
    await expect(sweep()).resolves.toEqual({ summaries: 0 });
    expect(table.records.get('jira/one')?.unreachable).toEqual([]);
    expect(held.held.get(APPROVER)).toEqual(['jira/one']);
  });

  it('leaves the others to the next run when its time is up', async () => {
    given('one');
    await expect(sweep(29_999)).resolves.toEqual({ summaries: 0 });
    expect(held.held.get(APPROVER)).toEqual(['jira/one']);
  });

  it('goes on with others when one cannot be mailed, and logs no address', async () => {
    const error = vi.spyOn(logger, 'error').mockImplementation(() => undefined);
    given('one');
    given('two', OTHER_APPROVER);
    mailer.sendMail.mockRejectedValueOnce(new Error(`throttled: ${APPROVER}`));
    await expect(sweep()).resolves.toEqual({ summaries: 1 });
    expect(JSON.stringify(error.mock.calls)).not.toContain(APPROVER);
    expect(held.held.get(APPROVER)).toEqual(['jira/one']);
  });
});
