import type { AlternateContactType } from '@aws-sdk/client-account';
import type { Difference } from './comparison/compare.ts';
import { compareAndReport } from './outcome.ts';
import { playEmbedded } from './play-embedded.ts';
import type { Progress } from './progress.ts';

export interface LocalRun {
  repository: string;
  contactType: AlternateContactType;
  report: string;
  progress: Progress;
  signal: AbortSignal;
}

const PLACE = { partition: 'aws', region: 'us-east-1', accountId: '', managementAccountId: '' };

/** Plays the scenario on two stacks of the embedded AWS, one after the other, and compares them. */
export async function runLocal({ report, ...run }: LocalRun): Promise<Difference[]> {
  const { repository, progress } = run;
  const like = { ...run, runsIn: 'management-account', isOwnContact: false, hasContact: false } as const;
  progress.part('1 of 3: the service on the embedded AWS, in place of AWS');
  const found = await playEmbedded({ ...like, isChecked: true });
  if (progress.failures.length > 0) return [];
  progress.part('2 of 3: the same on another stack of the embedded AWS');
  const expected = await playEmbedded({ ...like, isChecked: false });
  progress.part('3 of 3: the comparison');
  return compareAndReport({ place: PLACE, found, expected, repository, report, personal: [] }, progress);
}
