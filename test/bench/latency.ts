import { makeRequest, nonceIn, postVote, Requester, SOC } from '../integration/requester.ts';
import { startStack } from '../integration/stack.ts';
import { median, percentile } from './statistics.ts';

const REQUESTS = 30;
const WARM_UP = 3;

/** Milliseconds of one leg of the way. */
export interface Latency {
  leg: string;
  median: number;
  p95: number;
}

/** Sends requests one after the other through a running stack, and times both legs. */
export async function measureLatency(packageDir: string): Promise<Latency[]> {
  const stack = await startStack({ packageDir });
  try {
    const user = new Requester(stack);
    const toMail: number[] = [];
    const toEnd: number[] = [];
    for (let index = 0; index < WARM_UP + REQUESTS; index += 1) {
      const request = makeRequest({ changes: [put(String(900_000_000_001 + index))] });
      const putAt = performance.now();
      await user.put(request);
      const link = await user.link(request.requestId);
      const mailedAt = performance.now();
      const nonce = nonceIn(await (await fetch(link)).text());
      const votedAt = performance.now();
      await postVote(link, nonce, 'approve');
      const { output } = await user.end(request.requestId);
      if (output.status !== 'APPLIED') throw new Error(`${request.requestId} ended ${output.status}`);
      if (index < WARM_UP) continue;
      toMail.push(mailedAt - putAt);
      toEnd.push(performance.now() - votedAt);
    }
    return [
      summary('event put → approval mail in the inbox', toMail),
      summary('approval posted → execution ended', toEnd),
    ];
  } finally {
    await stack.stop();
  }
}

function summary(leg: string, values: number[]): Latency {
  return { leg, median: median(values), p95: percentile(values, 0.95) };
}

function put(accountId: string) {
  return { accountId, alternateContactType: 'SECURITY', action: 'PUT', contact: SOC } as const;
}
