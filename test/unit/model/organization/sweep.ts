import { handler as detectDrift } from '../../../../functions/detect-drift.ts';
import { handler as endSweep } from '../../../../functions/end-sweep.ts';
import { handler as listAccounts } from '../../../../functions/list-accounts.ts';
import { handler as readAccountContacts } from '../../../../functions/read-account-contacts.ts';
import { handler as reportDrift } from '../../../../functions/report-drift.ts';
import { invoke } from '../../functions/invoke.ts';
import { called, retried } from '../several/retry.ts';
import { keyOf } from './contacts.ts';
import type { Organization } from './organization.ts';

/** The functions that the states of these names call. */
const TASKS = { ListAccounts: listAccounts, ReadAccountContacts: readAccountContacts, EndSweep: endSweep };

/** An execution of the sweep, as the state machine runs it, an account to a batch. */
export async function sweep(organization: Organization): Promise<void> {
  organization.sweeps += 1;
  const run = `sweep-${organization.sweeps}`;
  const executionArn = `arn:aws:states:us-east-1:111111111111:execution:sweep:${run}`;
  const { executions, bucket } = organization.world;
  const startedAt = new Date().toISOString();
  try {
    const listed = Object(await task(organization, 'ListAccounts', { run, executionArn, startedAt }));
    if (!listed.isSweeping) return;
    const accounts = bucket.json<object[]>(`sweeps/${run}/accounts.json`);
    const batches = accounts.map((account) => ({ Items: [account], BatchInput: { run, startedAt } }));
    await Promise.allSettled(batches.map((batch) => task(organization, 'ReadAccountContacts', batch)));
    await task(organization, 'EndSweep', { run, startedAt });
    executions.set(executionArn, 'SUCCEEDED');
    organization.seen('a sweep ends');
  } catch {
    executions.set(executionArn, 'FAILED');
    organization.seen('a sweep fails');
  }
}

function task({ scheduler }: Organization, name: keyof typeof TASKS, input: object): Promise<unknown> {
  return retried(name, scheduler, () => scheduler.invoke({ name }, () => invoke<never>(TASKS[name], input, 120_000)));
}

/** Every five minutes. */
export async function report({ scheduler }: Organization): Promise<void> {
  await called(scheduler, 'ReportDrift', () => invoke(reportDrift, { source: 'aws.events' }, 180_000));
}

/** Lambda tries again after a minute, and after two; then the event is a dead letter. */
const PAUSES_MILLISECONDS = [60_000, 120_000];

/** CloudTrail tells of the call by which a contact was changed. */
export async function tell(
  organization: Organization,
  name: string,
  calledAt: number,
  eventName: string,
): Promise<void> {
  const { scheduler } = organization;
  const event = {
    source: 'aws.account',
    'detail-type': 'AWS API Call via CloudTrail',
    detail: {
      eventName,
      // CloudTrail gives whole seconds.
      eventTime: `${new Date(calledAt).toISOString().slice(0, 19)}Z`,
      userIdentity: {
        arn: 'arn:aws:sts::111111111111:assumed-role/Admin/jane',
        sessionContext: { sessionIssuer: { arn: 'arn:aws:iam::111111111111:role/Admin' } },
      },
      requestParameters: keyOf(name),
    },
  };
  for (const pause of [...PAUSES_MILLISECONDS, undefined]) {
    try {
      const told = await scheduler.invoke({ name: 'DetectDrift' }, () => invoke(detectDrift, event, 60_000));
      if (Object(told).changed) organization.seen('drift is told by an event');
      return;
    } catch {
      if (pause !== undefined) await scheduler.wait(pause).over;
    }
  }
  organization.seen('an event is a dead letter');
}
