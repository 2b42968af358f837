import { compareTranscripts, type Difference } from '../../smoke/comparison/compare.ts';
import { Recorder } from '../../smoke/recording/recorder.ts';
import { Scrubber } from '../../smoke/recording/scrubber.ts';
import type { Transcript } from '../../smoke/recording/transcript.ts';
import { SET } from '../../smoke/scenario/changes.ts';
import type { Step } from '../../smoke/scenario/context.ts';
import { REFUSALS } from '../../smoke/scenario/refusals.ts';
import { embeddedTarget } from '../../smoke/target/embedded-target.ts';
import { APPROVER } from './requester.ts';
import type { TestStack } from './stack.ts';

/** The steps that together ask most of AWS, and take little time. */
const STEPS: Step[] = [REFUSALS, SET];

let recordings = 0;

/** Plays steps of a smoke run on a running stack, and records them. Each recording is about an account of its own. */
export async function recordSmoke({ client, httpApiUrl, inboxUrl }: TestStack): Promise<Transcript> {
  const target = embeddedTarget({ awsUrl: client.endpoint, httpApiUrl, inboxUrl }, 'management-account', APPROVER);
  const record = new Recorder(new Scrubber([[target.serviceName, '<service>']]));
  const runId = Math.random().toString(36).slice(2);
  recordings += 1;
  const sandbox = { accountId: `90000000000${recordings}`, type: 'BILLING' } as const;
  const { signal } = new AbortController();
  for (const { title, run } of STEPS) {
    record.begin(title);
    await run({ target, record, sandbox, original: undefined, approver: APPROVER, runId, signal, say: () => {} });
  }
  return record.transcript;
}

/** Where a difference is, in one line. */
export function placesOf(found: Transcript, expected: Transcript): string[] {
  const place = ({ what, path }: Difference) => `${what}: ${path}`;
  return compareTranscripts(found, expected).map(place);
}
