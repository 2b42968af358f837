import { logGroupId, pascalCase } from '../function-names.ts';
import { functionsThatMay } from '../roles.ts';

/** Lines of a log that are counted, together with others into one metric if their name is the same. */
interface MetricFilter {
  metric: string;
  logGroup: string;
  pattern: string;
}

const filters: Record<string, MetricFilter> = {
  UnauthorizedCalls: { metric: 'unauthorized-calls', logGroup: 'HttpApiLogGroup', pattern: '{ $.status = "401" }' },
  ThrottledCalls: { metric: 'throttled-calls', logGroup: 'HttpApiLogGroup', pattern: '{ $.status = "429" }' },
  RotatedKeys: {
    metric: 'webhook-keys',
    logGroup: logGroupId('rotate-webhook-keys'),
    pattern: '{ $.keyChange = "rotated" }',
  },
  FormerKeys: {
    metric: 'webhook-keys',
    logGroup: logGroupId('receive-webhook'),
    pattern: '{ $.keyChange = "pending" }',
  },
  ...Object.fromEntries(
    functionsThatMay('ses:SendEmail').map((name) => [
      `SenderRefusedTo${pascalCase(name)}`,
      { metric: 'sender-refused', logGroup: logGroupId(name), pattern: '{ $.error = "SenderRefusedError" }' },
    ]),
  ),
};

/** CloudFormation: what makes metrics of logs. Functions emit other metrics by themselves. */
export const metricFilterResources = Object.fromEntries(
  Object.entries(filters).map(([name, { metric, logGroup, pattern }]) => [
    `${name}Metric`,
    {
      Type: 'AWS::Logs::MetricFilter',
      Properties: {
        LogGroupName: { Ref: logGroup },
        FilterPattern: pattern,
        MetricTransformations: [
          {
            MetricNamespace: 'AlternateContacts',
            MetricName: `\${self:custom.name}-${metric}`,
            MetricValue: '1',
            Unit: 'Count',
          },
        ],
      },
    },
  ]),
);
