import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { isObject, listAt, objectAt, parseJson } from 'embedded-aws/json.ts';
import { until } from '../../integration/requester.ts';
import type { TableIndex } from '../rollout/table-units.ts';
import { ASSUMED } from './assumptions.ts';
import type { Place } from './kinds.ts';
import { Observer } from './observer.ts';
import { times } from './prices.ts';
import type { Standing } from './standing.ts';
import { usageOf } from './usage.ts';

/** By the name of the rule, without that of the service: how often a month it fires, and how many functions it has. */
const SCHEDULES = {
  'every-five-minutes': { runs: ASSUMED.hoursPerMonth * 12, functions: 4 },
  'every-day': { runs: ASSUMED.hoursPerMonth / 24, functions: 1 },
};

/** Runs each schedule once for what it uses in a month, and for the metrics that it always emits. */
export async function measureSchedules(place: Place, indexes: TableIndex[]): Promise<Standing[]> {
  const schedules: Standing[] = [];
  const metrics = new Set<string>();
  for (const [name, { runs, functions }] of Object.entries(SCHEDULES)) {
    const observer = await Observer.start(place.stack, place.user);
    await fire(place, name);
    await until(`the functions of ${name}`, async () => (observer.tasksDone >= functions ? true : undefined));
    const seen = await observer.end({ httpCalls: 0, eventInvocations: functions });
    schedules.push({ what: `schedule ${name}: its functions and logs`, usage: times(runs, usageOf(seen, indexes)) });
    for (const metric of seen.logs.flatMap(metricsIn)) metrics.add(metric);
  }
  return [{ what: 'metrics of our own that always have values', usage: { metric: metrics.size } }, ...schedules];
}

async function fire({ stack: { client, health } }: Place, rule: string): Promise<void> {
  const Resources = [`arn:aws:events:us-east-1:111111111111:rule/${health.eventBusName}-${rule}`];
  const entry = { Source: 'aws.events', DetailType: 'Scheduled Event', Detail: '{}', Resources };
  await new EventBridgeClient(client).send(new PutEventsCommand({ Entries: [entry] }));
}

/** The names of metrics in a line of CloudWatch's embedded metric format. */
function metricsIn(line: string): string[] {
  const value = parseJson(line)?.value;
  const directives = isObject(value) ? listAt(objectAt(value, '_aws'), 'CloudWatchMetrics').filter(isObject) : [];
  return directives.flatMap((directive) =>
    listAt(directive, 'Metrics')
      .filter(isObject)
      .map(({ Name }) => String(Name)),
  );
}
