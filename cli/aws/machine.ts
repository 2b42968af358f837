import type { Caller } from './caller.ts';

/** The state machines of the service that an event of a request starts. */
export type Machine = 'change-request' | 'campaign';

/** The ARN of a state machine in the account of the service. */
export function machineArn(serviceName: string, { partition, region, accountId }: Caller, machine: string): string {
  return `arn:${partition}:states:${region}:${accountId}:stateMachine:${serviceName}-${machine}`;
}
