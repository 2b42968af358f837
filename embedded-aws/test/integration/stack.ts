import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import type { LoggedCall } from '../../src/endpoint/call-log.ts';
import type { Fault } from '../../src/endpoint/fault.ts';
import type { FixtureStack, ReceivedCall } from './fixture/stack.ts';

/** A running stack, as tests use it. */
export interface TestStack extends Pick<FixtureStack, 'health'> {
  /** Settings for the clients of the AWS SDK; one attempt, so that a test sees every error. */
  client: {
    endpoint: string;
    region: string;
    maxAttempts: number;
    credentials: { accessKeyId: string; secretAccessKey: string };
  };
  httpApiUrl: string;
  /** Replaces the faults that this file has set. */
  setFaults(faults: (Pick<Fault, 'operation'> & Partial<Fault>)[]): Promise<void>;
  calls(): Promise<LoggedCall[]>;
  events(): Promise<Record<string, unknown>[]>;
  /** Every line that the functions have logged. */
  logs(): Promise<string[]>;
  /** The calls of API destinations to `https://tickets.local/`. */
  received(): Promise<ReceivedCall[]>;
  /** The mails in the inbox, oldest first; `at` is in seconds since 1970. */
  mails(): Promise<{ subject: string; destination: { to: string[] }; at: number }[]>;
}

/** The stack that all files use at once, in the management account. A fault must hit only calls of its file. */
export function sharedStack(): TestStack {
  return useStack(inject('sharedStack'));
}

export function useStack({ endpoint, health }: Pick<FixtureStack, 'endpoint' | 'health'>): TestStack {
  const owner = randomUUID();
  const page = <Content>(name: string) => readJson<Content>(`${endpoint}/_local/${name}`);
  return {
    health,
    client: {
      endpoint,
      region: 'us-east-1',
      maxAttempts: 1,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    },
    httpApiUrl: health.httpApiUrl,
    setFaults: async (faults) => {
      const response = await fetch(`${endpoint}/_local/faults?owner=${owner}`, {
        method: 'PUT',
        body: JSON.stringify(faults),
      });
      if (!response.ok) throw new Error(await response.text());
    },
    calls: () => page('calls'),
    events: () => page('events'),
    logs: () => page('logs'),
    received: () => page('received'),
    mails: async () => (await readJson<{ emails: never[] }>(`${health.inboxUrl}/store`)).emails,
  };
}

/** The pages answer what their types say. */
async function readJson<Content>(url: string): Promise<Content> {
  return JSON.parse(await (await fetch(url)).text());
}
