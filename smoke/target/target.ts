import type { Mailbox } from '../mailbox/mailbox.ts';
import type { Clients } from './clients.ts';

/** Where a deployment is. */
export interface Place {
  partition: string;
  region: string;
  /** The account that it runs in. */
  accountId: string;
  /** Nothing outside an organization. */
  managementAccountId?: string;
  /** Nothing outside an organization. */
  organizationId?: string;
}

/** An event as a rule of the bus sees it. */
export interface SeenEvent {
  'detail-type': string;
  detail: Record<string, unknown>;
}

/** A deployment of the service that the scenario runs on. */
export interface Target {
  place: Place;
  /** `alternate-contacts-<stage>`: the name of the event bus and of the table, and the prefix of everything else. */
  serviceName: string;
  /** Without a slash at the end. */
  httpApiUrl: string;
  clients: Clients;
  mailbox: Mailbox;
  /** What has been put on the service's bus since the scenario began. */
  seenEvents(): Promise<SeenEvent[]>;
}

/** The ARN of the workflow. */
export function stateMachineArn({ place, serviceName }: Pick<Target, 'place' | 'serviceName'>): string {
  const { partition, region, accountId } = place;
  return `arn:${partition}:states:${region}:${accountId}:stateMachine:${serviceName}-change-request`;
}
