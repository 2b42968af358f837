import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { environmentVariable } from './environment.ts';

/** The dimension `service` tells the stages apart. */
const metrics = new Metrics({ namespace: 'AlternateContacts', serviceName: environmentVariable('TABLE_NAME') });

/** A figure and its unit, `Count` or `Seconds`. */
interface Measurement {
  unit: keyof typeof MetricUnit;
  value: number;
}

/** Emits metrics in CloudWatch's embedded metric format, as one line of the log. */
export function emitMetrics(measurements: Record<string, Measurement>): void {
  for (const [name, { unit, value }] of Object.entries(measurements)) metrics.addMetric(name, MetricUnit[unit], value);
  metrics.publishStoredMetrics();
}
