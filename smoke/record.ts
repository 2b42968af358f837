import { randomBytes } from 'node:crypto';
import type { Progress } from './progress.ts';
import { Recorder } from './recording/recorder.ts';
import { Scrubber } from './recording/scrubber.ts';
import type { Transcript } from './recording/transcript.ts';
import { readContact } from './scenario/contact.ts';
import type { Sandbox } from './scenario/context.ts';
import { playScenario } from './scenario/scenario.ts';
import type { Target } from './target/target.ts';

export interface Recording {
  sandbox: Sandbox;
  approver: string;
  progress: Progress;
  signal: AbortSignal;
}

/** Plays the scenario on a deployment. @returns what it answered, without personal data */
export async function recordScenario(target: Target, recording: Recording): Promise<Transcript> {
  const { sandbox, approver, progress, signal } = recording;
  const runId = randomBytes(4).toString('hex');
  const original = await readContact(target, sandbox);
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
