import {
  asList,
  type JsonObject,
  resourcesOf,
  type Template,
  valueAt,
} from '../../../resources/validation/template.ts';
import { readSource } from '../../unit/contract/sources.ts';
import { Resolver } from '../access/resolver.ts';
import { type Metric, watchedMetrics } from './watched-metrics.ts';

const RUNBOOK = 'docs/operate.md';

/** Finds what goes wrong unseen: a metric that no alarm watches, a section of the runbook without its alarm, an alarm that is none. */
export function alarmProblems(template: Template): string[] {
  const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm');
  const watched = watchedIn(template);
  return [
    ...unwatched(template, watchedMetrics(template)),
    ...sections()
      .filter(
        (section) => !alarms.some(({ properties }) => String(properties['AlarmDescription']).endsWith(`#${section}`)),
      )
      .map((section) => `no alarm has the section ${section} of ${RUNBOOK}`),
    ...alarms.flatMap(({ id, properties }) => malformed(properties).map((problem) => `${id} ${problem}`)),
    ...uncounted(template, watched),
  ];
}

/** Finds those of the metrics that no alarm watches. */
export function unwatched(template: Template, metrics: Metric[]): string[] {
  const watched = watchedIn(template);
  const missing = metrics.map(textOf).filter((metric) => !watched.has(metric));
  return missing.map((metric) => `no alarm watches ${metric}`);
}

function watchedIn(template: Template): Set<string> {
  const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm');
  return new Set(alarms.flatMap(({ properties }) => metricsOf(template, properties)).map(textOf));
}

/** The metrics of an alarm. */
function metricsOf(template: Template, properties: JsonObject): Metric[] {
  const resolver = new Resolver(template);
  const metrics = [properties, ...asList(properties['Metrics']).map((entry) => valueAt(entry, 'MetricStat', 'Metric'))];
  return metrics
    .filter((metric) => valueAt(metric, 'MetricName') !== undefined)
    .map((metric) => ({
      namespace: String(valueAt(metric, 'Namespace')),
      name: String(valueAt(metric, 'MetricName')),
      dimensions: Object.fromEntries(
        asList(valueAt(metric, 'Dimensions')).map((one) => [
          String(valueAt(one, 'Name')),
          resolver.text(valueAt(one, 'Value')),
        ]),
      ),
    }));
}

function textOf({ namespace, name, dimensions }: Metric): string {
  const told = Object.entries(dimensions).map(([key, value]) => ` ${key}=${value}`);
  return `${namespace} ${name}${told.toSorted().join('')}`;
}

/** Each alarm has a section of its own, or shares one. */
function sections(): string[] {
  const [, alarms = ''] = readSource(RUNBOOK).split('\n## Alarms\n');
  return [...(alarms.split('\n## ')[0] ?? '').matchAll(/^### ([\w-]+)$/gm)].map(([, section = '']) => section);
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudwatch-alarm-metricdataquery.html */
function malformed(properties: JsonObject): string[] {
  if (asList(properties['AlarmActions']).length === 0) return ['tells nobody'];
  if (properties['MetricName'] !== undefined) return [];
  const entries = asList(properties['Metrics']);
  const ids = new Set(entries.map((entry) => valueAt(entry, 'Id')));
  const returned = entries.filter((entry) => valueAt(entry, 'ReturnData') !== false);
  const used = returned.flatMap((entry) => String(valueAt(entry, 'Expression')).match(/\bm\d+\b/g) ?? []);
  return [
    ...(returned.length === 1 ? [] : ['watches no one value']),
    ...used.filter((id) => !ids.has(id)).map((id) => `has no metric ${id}`),
    ...(ids.size > 1 ? [] : ['has no metric']),
  ];
}

/** Metrics that have no dimension are counted in logs. */
function uncounted(template: Template, watched: Set<string>): string[] {
  const counted = resourcesOf(template, 'AWS::Logs::MetricFilter').flatMap(({ properties }) =>
    asList(properties['MetricTransformations']).map(
      (metric) => `${valueAt(metric, 'MetricNamespace')} ${valueAt(metric, 'MetricName')}`,
    ),
  );
  return [...watched]
    .filter((metric) => /^AlternateContacts \S+$/.test(metric) && !counted.includes(metric))
    .map((metric) => `nothing counts ${metric}`);
}
