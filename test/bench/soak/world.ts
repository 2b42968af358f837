import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { CommandLine } from '../../integration/command-line.ts';
import type { Requester } from '../../integration/requester.ts';
import type { Mailbox } from './mailbox.ts';
import type { SoakStack } from './soak-stack.ts';

/** What the service has taken, and must come to an end. */
export interface Accepted {
  kind: string;
  /** `<system>/<requestId>`, or the id of an event. */
  key: string;
}

/** Everything that a story works with. */
export interface World {
  stack: SoakStack;
  user: Requester;
  bus: EventBridgeClient;
  cli: CommandLine;
  mailbox: Mailbox;
  accept(accepted: Accepted): void;
}
