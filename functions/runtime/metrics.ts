import { environmentVariable } from './environment.ts';

/** Tells the stages apart. */
const service = environmentVariable('TABLE_NAME');

/** A figure and its unit, as CloudWatch names it. */
interface Measurement {
  unit: 'Count' | 'Seconds';
  value: number;
}

/**
 * Emits metrics in CloudWatch's embedded metric format, as one line of the log. A library would make functions start later that
 * people wait for. Tests of other things set METRICS_DISABLED.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function emitMetrics(measurements: Record<string, Measurement>): void {
  if (process.env['METRICS_DISABLED'] === 'true') return;
  const entries = Object.entries(measurements);
  const Metrics = entries.map(([Name, { unit }]) => ({ Name, Unit: unit }));
  const CloudWatchMetrics = [{ Namespace: 'AlternateContacts', Dimensions: [['service']], Metrics }];
  const figures = Object.fromEntries(entries.map(([name, { value }]) => [name, value]));
  const line = { _aws: { Timestamp: Date.now(), CloudWatchMetrics }, service, ...figures };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
