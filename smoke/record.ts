import { randomBytes } from 'node:crypto';
import type { AlternateContact } from '@aws-sdk/client-account';
import type { Progress } from './progress.ts';
import { Recorder } from './recording/recorder.ts';
import { Scrubber } from './recording/scrubber.ts';
import type { Transcript } from './recording/transcript.ts';
import type { Sandbox } from './scenario/context.ts';
import { playScenario } from './scenario/scenario.ts';
import type { Target } from './target/target.ts';

export interface Recording {
  sandbox: Sandbox;
  /** What the contact must be afterwards. */
  original: AlternateContact | undefined;
  approver: string;
  progress: Progress;
  signal: AbortSignal;
}

/** Plays the scenario on a deployment. @returns what it answered, without personal data */
export async function recordScenario(target: Target, recording: Recording): Promise<Transcript> {
  const { sandbox, original, approver, progress, signal } = recording;
  const runId = randomBytes(4).toString('hex');
  const record = new Recorder(
    new Scrubber([
      [target.serviceName, '<service>'],
      [runId, '<run>'],
      [approver, '<address>'],
      ...Object.values(original ?? {}).map((value) => [value, '<contact>'] as const),
    ]),
  );
  await playScenario({ target, record, sandbox, original, approver, runId, signal }, progress);
  return record.transcript;
}
