import { isObject, type JsonObject, listAt, objectAt, textAt } from 'embedded-aws/json.ts';
import type { Usage } from './prices.ts';

/** Something that a month costs, whether or not anybody requests anything. */
export interface Standing {
  what: string;
  usage: Usage;
}

/** What is there all the time, by the template. */
export function standing(template: JsonObject): Standing[] {
  const count = (type: string) => resourcesOf(template, type).length;
  const alarmMetric = resourcesOf(template, 'AWS::CloudWatch::Alarm').reduce((sum, alarm) => sum + metricsOf(alarm), 0);
  return [
    { what: 'keys that sign votes and pre-approvals', usage: { key: count('AWS::KMS::Key') } },
    { what: 'secret with the keys of the ticket sources', usage: { secret: count('AWS::SecretsManager::Secret') } },
    { what: 'alarms, by their metrics', usage: { alarmMetric } },
    {
      what: 'dashboard, unless it is one of the three free ones',
      usage: { dashboard: count('AWS::CloudWatch::Dashboard') },
    },
  ];
}

/** The names of the metrics that the service itself emits or counts, by the dashboard, which shows them all. */
export function ownMetrics(template: JsonObject): Set<string> {
  const body = JSON.stringify(resourcesOf(template, 'AWS::CloudWatch::Dashboard'));
  return new Set([...body.matchAll(/\[\\+"AlternateContacts\\+", *\\+"([^"\\]+)/g)].map(([, name = '']) => name));
}

/** Without the key that a deployment may have. */
function resourcesOf(template: JsonObject, type: string): JsonObject[] {
  return Object.values(objectAt(template, 'Resources'))
    .filter(isObject)
    .filter((resource) => textAt(resource, 'Type') === type && resource['Condition'] !== 'HasCustomerManagedKey');
}

/** An alarm without a list has one. */
function metricsOf(alarm: JsonObject): number {
  const metrics = listAt(objectAt(alarm, 'Properties'), 'Metrics').filter(isObject);
  return Math.max(1, metrics.filter((metric) => 'MetricStat' in metric).length);
}
