import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type fc from 'fast-check';
import type { Aws } from '../../cli/aws/connect.ts';
import type { TestStack } from '../integration/stack.ts';

/** What an input was answered. */
export interface Answer {
  /** Of HTTP; for a program, its exit code. */
  status: number;
  contentType: string;
  body: string;
  milliseconds: number;
}

/** What inputs are sent to, and what they may use. */
export interface Target {
  stack: TestStack;
  eventBridge: EventBridgeClient;
  /** The AWS of the command line. */
  aws: Aws;
  /** Links of requests that wait for their approval, made before. */
  links: string[];
}

/** A way in. Its inputs are plain JSON, so that one can be printed and sent again. */
export interface Door {
  name: string;
  inputs: fc.Arbitrary<object>;
  /**
   * @param input with its own marker, number and account
   * @throws Error when something breaks that nobody has foreseen
   */
  send(input: unknown, target: Target): Promise<Answer>;
}

/** Sends an HTTP request, and measures it. A call that the stage turns away is sent again, as its sender would. */
export async function ask(url: string, init: RequestInit): Promise<Answer> {
  for (;;) {
    const startedAt = performance.now();
    const response = await fetch(url, { redirect: 'manual', ...init });
    const body = await response.text();
    const milliseconds = performance.now() - startedAt;
    if (response.status !== 429) {
      return { status: response.status, contentType: response.headers.get('content-type') ?? '', body, milliseconds };
    }
  }
}
