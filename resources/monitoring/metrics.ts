import type { MetricName } from '../../functions/runtime/metrics.ts';
import type { MachineName } from '../../statemachine/definition.ts';
import { attribute } from '../cloudformation.ts';
import { machineId } from '../state-machines.ts';
import type { Metric } from './alarm.ts';

/** What the functions emit themselves; see functions/runtime/metrics.ts. */
export function own(name: MetricName): Metric {
  return { namespace: 'AlternateContacts', name, dimensions: { service: `\${self:custom.name}` } };
}

/** What is counted in logs; see metric-filters.ts. */
export function counted(name: string): Metric {
  return { namespace: 'AlternateContacts', name: `\${self:custom.name}-${name}`, dimensions: {} };
}

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html */
export function ofExecutions(name: string, machine: MachineName = 'change-request'): Metric {
  return { namespace: 'AWS/States', name, dimensions: { StateMachineArn: { Ref: machineId(machine) } } };
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
export function ofFunction(name: string, functionName: string): Metric {
  return {
    namespace: 'AWS/Lambda',
    name,
    dimensions: { FunctionName: `\${self:service}-\${sls:stage}-${functionName}` },
  };
}

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
export function ofDeadLetters(name: string): Metric {
  return { namespace: 'AWS/SQS', name, dimensions: { QueueName: attribute('DeadLetterQueue', 'QueueName') } };
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html */
export function ofHttpApi(name: string): Metric {
  return { namespace: 'AWS/ApiGateway', name, dimensions: { ApiId: { Ref: 'HttpApi' } } };
}

/** Of the table itself, or of one of its indexes. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html */
export function ofTable(name: string, index?: string): Metric {
  const dimensions = { TableName: { Ref: 'Table' }, ...(index !== undefined && { GlobalSecondaryIndexName: index }) };
  return { namespace: 'AWS/DynamoDB', name, dimensions };
}

/** Of all that the account sends. @see https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-cloudwatch-alarm.html */
export function ofMails(name: string): Metric {
  return { namespace: 'AWS/SES', name, dimensions: {} };
}
