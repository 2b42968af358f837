import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { makeRequest, SOC } from '../integration/requester.ts';
import { startStack, type TestStack } from '../integration/stack.ts';
import { percentile } from './statistics.ts';

const PER_SECOND = 100;
const SECONDS = 30;
/** The secret of the source `standard` in the embedded AWS. */
const SECRET = 'whsec_bG9jYWwtc3RhbmRhcmQtd2ViaG9va3Mtc2VjcmV0';
const PATIENCE_MILLISECONDS = 20 * 60_000;

/** How webhooks were taken in, and what became of them; times are milliseconds. */
export interface Intake {
  posted: number;
  accepted: number;
  median: number;
  p95: number;
  slowest: number;
  /** Requests that the workflow has registered. */
  registered: number;
  /** From the first webhook until every request waited for its approval. */
  workedOff: number;
}

/** Posts signed webhooks at a fixed rate, whether or not earlier ones are answered, and waits for all their requests. */
export async function measureIntake(packageDir: string, policyFile: string): Promise<Intake> {
  const stack = await startStack({ packageDir, policyFile, accountQuotas: false });
  try {
    const startedAt = performance.now();
    const posts: Promise<{ status: number; milliseconds: number }>[] = [];
    for (let index = 0; index < PER_SECOND * SECONDS; index += 1) {
      await delay(Math.max(0, startedAt + (index * 1000) / PER_SECOND - performance.now()));
      posts.push(post(`${stack.httpApiUrl}/webhooks/standard`, index));
    }
    const answers = await Promise.all(posts);
    const accepted = answers.filter(({ status }) => status === 202).length;
    const registered = await waitForAll(stack, accepted);
    const times = answers.map(({ milliseconds }) => milliseconds);
    return {
      posted: answers.length,
      accepted,
      median: percentile(times, 0.5),
      p95: percentile(times, 0.95),
      slowest: Math.max(...times),
      registered,
      workedOff: performance.now() - startedAt,
    };
  } finally {
    await stack.stop();
  }
}

async function post(url: string, index: number): Promise<{ status: number; milliseconds: number }> {
  const { source: _, ...data } = makeRequest({
    requestedBy: `requester-${index % 10}@example.com`,
    changes: [
      {
        accountId: String(900_000_000_001 + (index % 1000)),
        alternateContactType: 'SECURITY',
        action: 'PUT',
        contact: SOC,
      },
    ],
  });
  const at = new Date();
  const body = JSON.stringify({ type: 'alternate-contact.change.requested', timestamp: at.toISOString(), data });
  const id = randomUUID();
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(SECRET).sign(id, at, body),
  };
  const startedAt = performance.now();
  try {
    const response = await fetch(url, { method: 'POST', headers, body });
    await response.arrayBuffer();
    return { status: response.status, milliseconds: performance.now() - startedAt };
  } catch {
    return { status: 0, milliseconds: performance.now() - startedAt };
  }
}

/** Waits until so many requests wait for their approval; returns how many different ones there are. */
async function waitForAll(stack: TestStack, count: number): Promise<number> {
  const giveUpAt = performance.now() + PATIENCE_MILLISECONDS;
  for (;;) {
    const details = (await stack.events()).map((event) => Object(event['detail']));
    const pending = details.filter(({ status }) => status === 'PENDING_APPROVAL').map(({ requestId }) => requestId);
    const registered = new Set(pending).size;
    if (registered >= count || performance.now() > giveUpAt) return registered;
    await delay(2_000);
  }
}
