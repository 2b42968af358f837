/** A metric in CloudWatch. */
export interface Metric {
  namespace: string;
  name: string;
  /** Of the template, which may hold intrinsic functions. */
  dimensions: Record<string, unknown>;
}

/** An alarm; it is called `<service>-<stage>-<name>`. */
export interface Alarm {
  name: string;
  /** The section of docs/operate.md; default: its name. */
  section?: string;
  /** What has happened, as the mail says it. */
  meaning: string;
  metrics: Metric[];
  /** Default: that of one metric, or the sum of several. */
  expression?: string;
  statistic: 'Sum' | 'Maximum' | 'SampleCount';
  /** Seconds. */
  period: number;
  /** Of so many periods, one after the other; default 1. */
  periods?: number;
  /** In so many of them; default: all. */
  breaching?: number;
  /** From here on; below it, for an alarm about what is missing. */
  threshold: number;
  isAboutLittle?: true;
  /** The condition of the template under which there is something to watch. */
  condition?: string;
}

/** Where the mail of an alarm sends its reader. */
export const RUNBOOK = 'docs/operate.md';

/** Of one alarm. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
const MOST_METRICS = 10;

/** The alarm as so many as its metrics need; those after the first are called `<name>-2`, and so on. */
export function inParts(alarm: Alarm): Alarm[] {
  return partsOf(alarm.metrics).map((metrics, part) => ({ ...alarm, ...partNamed(alarm, part), metrics }));
}

/** What is watched, in lists that an alarm has room for. */
export function partsOf<Each>(all: Each[]): Each[][] {
  return Array.from({ length: Math.ceil(all.length / MOST_METRICS) }, (_, part) =>
    all.slice(part * MOST_METRICS, (part + 1) * MOST_METRICS),
  );
}

/** The name and the section of a part of an alarm, counted from 0. */
export function partNamed({ name, section = name }: Pick<Alarm, 'name' | 'section'>, part: number) {
  return { name: part === 0 ? name : `${name}-${part + 1}`, section };
}

/**
 * CloudFormation: the alarm as a resource.
 * @throws Error when it has more metrics than CloudWatch allows
 */
export function alarmResource(alarm: Alarm): object {
  const { name, section = name, meaning, periods = 1, breaching, threshold, isAboutLittle, condition } = alarm;
  if (alarm.metrics.length > MOST_METRICS) throw new Error(`the alarm ${name} has more than ${MOST_METRICS} metrics`);
  return {
    Type: 'AWS::CloudWatch::Alarm',
    ...(condition !== undefined && { Condition: condition }),
    Properties: {
      AlarmName: `\${self:custom.name}-${name}`,
      AlarmDescription: `${meaning}. See ${RUNBOOK}#${section}`,
      ...watched(alarm),
      EvaluationPeriods: periods,
      ...(breaching !== undefined && { DatapointsToAlarm: breaching }),
      Threshold: threshold,
      ComparisonOperator: isAboutLittle ? 'LessThanThreshold' : 'GreaterThanOrEqualToThreshold',
      TreatMissingData: isAboutLittle ? 'breaching' : 'notBreaching',
      AlarmActions: [{ Ref: 'AlarmTopic' }],
    },
  };
}

function watched({ name, metrics, expression, statistic, period }: Alarm): object {
  const [metric] = metrics;
  if (metric && metrics.length === 1 && expression === undefined) {
    const { Namespace, MetricName, Dimensions } = asTemplate(metric);
    return { Namespace, MetricName, Dimensions, Statistic: statistic, Period: period };
  }
  return {
    Metrics: [
      // Most of them have no value in most periods.
      { Id: 'watched', Label: name, Expression: expression ?? 'SUM(FILL(METRICS(), 0))' },
      ...metrics.map((one, index) => ({
        Id: `m${index}`,
        MetricStat: { Metric: asTemplate(one), Stat: statistic, Period: period },
        ReturnData: false,
      })),
    ],
  };
}

function asTemplate({ namespace, name, dimensions }: Metric) {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  return { Namespace: namespace, MetricName: name, Dimensions };
}
