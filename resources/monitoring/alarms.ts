import { pascalCase } from '../function-names.ts';
import { type Alarm, alarmResource } from './alarm.ts';
import { callerAlarms } from './caller-alarms.ts';
import { deliveryAlarms } from './delivery-alarms.ts';
import { functionAlarms } from './function-alarms.ts';
import { requestAlarms } from './request-alarms.ts';

/** All alarms, by what they are about. */
export const alarms: Record<string, Alarm[]> = {
  Requests: requestAlarms,
  Delivery: deliveryAlarms,
  Callers: callerAlarms,
  Functions: functionAlarms,
};

/** CloudFormation: the alarms. */
export const alarmResources = Object.fromEntries(
  Object.values(alarms)
    .flat()
    .map((alarm) => [alarmId(alarm), alarmResource(alarm)]),
);

/** The logical id of an alarm, which has letters and digits only. */
export function alarmId({ name }: Alarm): string {
  return `${pascalCase(name).replaceAll('-', '')}Alarm`;
}
