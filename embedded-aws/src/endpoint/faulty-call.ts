import type { ServerResponse } from 'node:http';
import { sleep } from '../clock/clock.ts';
import { AwsError } from './aws-error.ts';
import { ENTRY_PREFIX, type Fault } from './fault.ts';
import type { Call, RawResponse, Service } from './service.ts';

/** What a fault does to a call that isn't refused as a whole. */
type HitParts = Pick<Call, 'entryError' | 'lateVisibility'>;

/** What a gateway answers that has lost its service, or that is none of AWS's. */
const PAGE: RawResponse = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: Buffer.from('<html><body>Something else answers here</body></html>'),
};

/**
 * Runs a call as a fault lets it.
 * @returns the answer, or nothing if the connection is to be cut
 * @throws AwsError of the fault, or of the call
 */
export async function faulty(
  fault: Fault | undefined,
  service: Service,
  run: (parts: HitParts) => Promise<RawResponse>,
): Promise<RawResponse | undefined> {
  if (!fault) return run({});
  const { latencyMs, error, breaks } = fault;
  if (latencyMs) await sleep(latencyMs);
  if (error && !error.startsWith(ENTRY_PREFIX)) throw injected(error, service);
  if (breaks === 'before') return undefined;
  const answer = await run(partsOf(fault));
  if (breaks === 'after') return undefined;
  return breaks === 'answer' ? PAGE : answer;
}

/** Ends the connection without an answer. */
export function cutConnection(response: ServerResponse): void {
  response.socket?.destroy();
}

function injected(name: string, service: Service): AwsError {
  const usual = /^Internal/.test(name) ? 500 : 400;
  return new AwsError(name, `${name} was injected`, service.errorStatuses[name] ?? usual);
}

function partsOf({ error, visibleAfterMs, flickers = false }: Fault): HitParts {
  return {
    ...(error === undefined ? {} : { entryError: error.slice(ENTRY_PREFIX.length) }),
    ...(visibleAfterMs === undefined ? {} : { lateVisibility: { afterMs: visibleAfterMs, flickers } }),
  };
}
