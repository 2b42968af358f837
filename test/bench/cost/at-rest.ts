import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { isObject, type JsonObject, listAt, objectAt, parseJson, textAt } from 'embedded-aws/json.ts';
import type { TableIndex } from '../rollout/table-units.ts';
import { ASSUMED } from './assumptions.ts';
import type { Place } from './kinds.ts';
import { Observer } from './observer.ts';
import { times, type Usage } from './prices.ts';
import { usageOf } from './usage.ts';

/** What a month costs in which nobody requests anything, by what it is for. */
export type AtRest = { what: string; usage: Usage }[];

/** By the name of the rule, without that of the service: how often a month it fires, and how many functions it has. */
const SCHEDULES = {
  'every-five-minutes': { runs: ASSUMED.hoursPerMonth * 12, functions: 4 },
  'every-day': { runs: ASSUMED.hoursPerMonth / 24, functions: 1 },
};

/** Reads the template for what exists, and runs each schedule once for what it uses. */
export async function measureAtRest(place: Place, template: JsonObject, indexes: TableIndex[]): Promise<AtRest> {
  const always = Object.values(objectAt(template, 'Resources'))
    .filter(isObject)
    .filter((resource) => textAt(resource, 'Condition') !== 'HasCustomerManagedKey');
  const ofType = (type: string) => always.filter((resource) => textAt(resource, 'Type') === type);
  const { usages, metrics } = await runSchedules(place, indexes);
  return [
    { what: `keys that sign votes and pre-approvals`, usage: { key: ofType('AWS::KMS::Key').length } },
    {
      what: 'secrets of the ticket sources in the policy',
      usage: { secret: ofType('AWS::SecretsManager::Secret').length },
    },
    {
      what: 'alarms, by their metrics',
      usage: { alarmMetric: ofType('AWS::CloudWatch::Alarm').reduce(sumMetrics, 0) },
    },
    {
      what: 'dashboard, unless it is one of the three free ones',
      usage: { dashboard: ofType('AWS::CloudWatch::Dashboard').length },
    },
    { what: 'metrics of our own that always have values', usage: { metric: metrics } },
    ...usages,
  ];
}

function sumMetrics(sum: number, alarm: JsonObject): number {
  const metrics = listAt(objectAt(alarm, 'Properties'), 'Metrics').filter(isObject);
  return sum + Math.max(1, metrics.filter((metric) => 'MetricStat' in metric).length);
}

async function runSchedules(place: Place, indexes: TableIndex[]): Promise<{ usages: AtRest; metrics: number }> {
  const usages: AtRest = [];
  const metrics = new Set<string>();
  for (const [name, { runs, functions }] of Object.entries(SCHEDULES)) {
    const observer = await Observer.start(place.stack, place.user);
    await fire(place, name);
    const seen = await observer.end({ httpCalls: 0, eventInvocations: functions });
    usages.push({ what: `schedule ${name}, its functions and logs`, usage: times(runs, usageOf(seen, indexes)) });
    for (const line of seen.logs) for (const metric of metricsIn(line)) metrics.add(metric);
  }
  return { usages, metrics: metrics.size };
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
