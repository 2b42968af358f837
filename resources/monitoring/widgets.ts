import type { Metric } from './alarm.ts';

/** A rectangle of a dashboard, which is 24 units wide. */
export interface Widget {
  type: 'alarm' | 'metric' | 'text';
  width: number;
  height: number;
  properties: object;
}

const WHOLE_WIDTH = 24;

/** What a graph shows besides its metrics. */
interface Graph {
  title: string;
  statistic?: 'Sum' | 'Maximum' | 'Average' | 'p50' | 'p90';
  /** Seconds; default 300. */
  period?: number;
  /** Default: half of the dashboard. */
  width?: number;
  isStacked?: true;
}

/** Metrics over time. */
export function graph(
  { title, statistic = 'Sum', period = 300, width = 12, isStacked }: Graph,
  metrics: Metric[],
): Widget {
  return {
    ...{ type: 'metric', width, height: 6 },
    properties: {
      title,
      region: `\${AWS::Region}`,
      view: 'timeSeries',
      stacked: isStacked ?? false,
      stat: statistic,
      period,
      metrics: metrics.map(asRow),
    },
  };
}

/** A heading, in Markdown. */
export function heading(markdown: string): Widget {
  return { type: 'text', width: WHOLE_WIDTH, height: 1, properties: { markdown, background: 'transparent' } };
}

/** The states of alarms, by their names. */
export function alarmStates(names: string[]): Widget {
  const arn = `arn:\${AWS::Partition}:cloudwatch:\${AWS::Region}:\${AWS::AccountId}:alarm:\${self:custom.name}`;
  return {
    ...{ type: 'alarm', width: WHOLE_WIDTH, height: 5 },
    properties: { title: 'Alarms', alarms: names.map((name) => `${arn}-${name}`) },
  };
}

/** Places widgets one beside the other, and those that have no room left below. */
export function placed(widgets: Widget[]): object[] {
  let [x, y, rowHeight] = [0, 0, 0];
  return widgets.map((widget) => {
    if (x + widget.width > WHOLE_WIDTH) {
      [x, y, rowHeight] = [0, y + rowHeight, 0];
    }
    const position = { x, y };
    x += widget.width;
    rowHeight = Math.max(rowHeight, widget.height);
    return { ...position, ...widget };
  });
}

function asRow({ namespace, name, dimensions }: Metric): string[] {
  return [namespace, name, ...Object.entries(dimensions).flatMap(([key, value]) => [key, asText(value)])];
}

/** An intrinsic function, as `Fn::Sub` writes it within a text. */
function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::GetAtt': path } = Object(value);
  return `\${${Ref ?? path.join('.')}}`;
}
