import '../environment.ts';

import { NoSuchKey, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as endStranded } from '../../../functions/end-stranded-requests.ts';
import { handler as recordOutcome } from '../../../functions/record-outcome.ts';
import { fakeClient } from '../aws/fake-client.ts';
import { ENDED_AT, EXECUTION_ARN, REQUEST_KEY } from '../builders.ts';
import { applyingCampaign, campaignControl, campaignCounts } from '../campaign-builders.ts';
import * as campaigns from './fakes/campaigns.ts';
import * as eventBus from './fakes/event-bus.ts';
import * as budget from './fakes/mail-budget.ts';
import * as mailer from './fakes/mailer.ts';
import * as openRequests from './fakes/open-requests.ts';
import { reset as resetPolicy } from './fakes/policy.ts';
import * as table from './fakes/request-table.ts';
import * as toldOnce from './fakes/told-once.ts';
import * as workflow from './fakes/workflow.ts';
import { invoke } from './invoke.ts';

vi.mock('../../../functions/aws/campaigns.ts', () => import('./fakes/campaigns.ts'));
vi.mock('../../../functions/aws/contact-claims.ts', () => import('./fakes/contact-claims.ts'));
vi.mock('../../../functions/aws/event-bus.ts', () => import('./fakes/event-bus.ts'));
vi.mock('../../../functions/aws/evidence.ts', () => import('./fakes/evidence.ts'));
vi.mock('../../../functions/aws/mail-budget.ts', () => import('./fakes/mail-budget.ts'));
vi.mock('../../../functions/aws/mailer.ts', () => import('./fakes/mailer.ts'));
vi.mock('../../../functions/aws/open-requests.ts', () => import('./fakes/open-requests.ts'));
vi.mock('../../../functions/aws/page-links.ts', () => import('./fakes/page-links.ts'));
vi.mock('../../../functions/aws/request-table.ts', () => import('./fakes/request-table.ts'));
vi.mock('../../../functions/aws/requester-load.ts', () => import('./fakes/requester-load.ts'));
vi.mock('../../../functions/aws/told-once.ts', () => import('./fakes/told-once.ts'));
vi.mock('../../../functions/aws/workflow.ts', () => import('./fakes/workflow.ts'));
vi.mock('../../../functions/runtime/policy.ts', () => import('./fakes/policy.ts'));

const STOPPED = { status: 'TIMED_OUT', stoppedAt: Date.parse(ENDED_AT) - 600_000 };
const stored = () => table.records.get(REQUEST_KEY);

const byTheWorkflow = () =>
  invoke(recordOutcome, { executionArn: EXECUTION_ARN, state: { requestKey: REQUEST_KEY }, retries: 0 });
const bySchedule = () =>
  invoke(endStranded, { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} }, 180_000);

/** What S3 answers to whoever may list the bucket, and to others. */
const ANSWERS = {
  missing: () => new NoSuchKey({ message: 'The specified key does not exist.', $metadata: { httpStatusCode: 404 } }),
  denied: () => new S3ServiceException({ name: 'AccessDenied', $fault: 'client', $metadata: { httpStatusCode: 403 } }),
};

function givenNoObjects(answer: keyof typeof ANSWERS): void {
  fakeClient(S3Client, () => {
    throw ANSWERS[answer]();
  });
}

beforeEach(async () => {
  vi.restoreAllMocks();
  vi.useFakeTimers({ now: new Date(ENDED_AT), toFake: ['Date'] });
  for (const fake of [table, campaigns, eventBus, budget, mailer, openRequests, toldOnce, workflow]) fake.reset();
  resetPolicy();
  workflow.readExecutionState.mockResolvedValue(STOPPED);
  table.given(applyingCampaign());
  campaigns.controls.set(REQUEST_KEY, campaignControl({ state: 'cancelled' }));
  await campaigns.countPage(REQUEST_KEY, 1, campaignCounts({ applied: 100 }));
});

describe.each([
  { who: 'record-outcome', end: byTheWorkflow },
  { who: 'end-stranded-requests', end: bySchedule },
])('a campaign whose objects are gone, which $who ends', ({ end }) => {
  it('ends by what was counted of its pages, and its requester hears of it', async () => {
    givenNoObjects('missing');
    await end();
    expect(stored()).toMatchObject({
      status: 'PARTIALLY_APPLIED',
      counts: campaignCounts({ applied: 100, cancelled: 9800 }),
    });
    expect(eventBus.statusEvents).toMatchObject([{ status: 'PARTIALLY_APPLIED' }]);
    expect(mailer.outbox).toHaveLength(1);
  });

  it('is left as it is while its objects may not be read', async () => {
    givenNoObjects('denied');
    await end().catch(() => undefined);
    expect(stored()?.status).toBe('APPROVED');
  });
});
