import { asList, resourcesOf, type Template, valueAt } from '../../../resources/validation/template.ts';
import type { Mutant } from './mutant.ts';

/** Each alarm of a template, each metric of those that have several, and each filter that makes a metric of a log. */
export function monitoringMutants(template: Template): Mutant[] {
  return [
    ...resourcesOf(template, 'AWS::CloudWatch::Alarm').flatMap(({ id, properties }) => [
      { kind: 'alarm', place: id, path: ['Resources', id] },
      ...asList(properties['Metrics']).map((metric, index) => ({
        kind: 'alarm metric',
        place: `${id} ${nameOf(metric)}`,
        path: ['Resources', id, 'Properties', 'Metrics', index],
      })),
    ]),
    ...resourcesOf(template, 'AWS::Logs::MetricFilter').map(({ id }) => ({
      kind: 'metric filter',
      place: id,
      path: ['Resources', id],
    })),
  ];
}

function nameOf(metric: unknown): string {
  const { MetricName, Dimensions = [] } = Object(valueAt(metric, 'MetricStat', 'Metric'));
  if (MetricName === undefined) return String(valueAt(metric, 'Expression'));
  const values = asList(Dimensions).map((dimension) => valueAt(dimension, 'Value'));
  // Of several state machines, each is referred to.
  const named = values.map((value) =>
    String(valueAt(value, 'Ref')).endsWith('StateMachine') ? valueAt(value, 'Ref') : value,
  );
  return [MetricName, ...named.filter((value) => typeof value === 'string')].join(' ');
}
