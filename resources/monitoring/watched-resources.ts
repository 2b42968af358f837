import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { Metric } from './alarm.ts';

const RESOURCES = fileURLToPath(new URL('..', import.meta.url));

/** A rule of the service, as the template declares it. */
interface Rule {
  name: string;
  /** Its events are those of the service's own bus, and not of the default one. */
  isOnOwnBus: boolean;
  isSchedule: boolean;
  isForTickets: boolean;
}

/** The rules in resources/, but for that of the management account. */
export const rules: Rule[] = templateFiles().flatMap((file) =>
  resourcesIn(file, 'AWS::Events::Rule').map(({ Properties }) => ({
    name: String(Properties.Name),
    isOnOwnBus: Properties.EventBusName !== undefined,
    isSchedule: Properties.ScheduleExpression !== undefined,
    isForTickets: file.startsWith('tickets/'),
  })),
);

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html */
export function ofRule(name: string, { name: rule, isOnOwnBus }: Rule): Metric {
  const dimensions = { ...(isOnOwnBus && { EventBusName: { Ref: 'EventBus' } }), RuleName: rule };
  return { namespace: 'AWS/Events', name, dimensions };
}

/** The functions that Lambda invokes by itself, and whose failed events it keeps. */
export const keepingFunctions = templateFiles()
  .flatMap((file) => resourcesIn(file, 'AWS::Lambda::EventInvokeConfig'))
  .filter(({ Properties }) => Properties.DestinationConfig !== undefined)
  .map(({ Properties }) => functionNamed(Properties.FunctionName.Ref));

/** The indexes of the table. */
export const indexNames: string[] = resourcesIn('table.yml', 'AWS::DynamoDB::Table').flatMap(({ Properties }) =>
  Properties.GlobalSecondaryIndexes.map(({ IndexName }: { IndexName: string }) => IndexName),
);

function templateFiles(): string[] {
  return readdirSync(RESOURCES, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yml') && !file.startsWith('management-account'))
    .sort();
}

function resourcesIn(file: string, type: string) {
  const { Resources = {} } = parse(readFileSync(`${RESOURCES}${file}`, 'utf8')) ?? {};
  return Object.values(Object(Resources))
    .map(Object)
    .filter(({ Type }) => Type === type);
}

/** `cancel-request` for `CancelDashrequestLambdaFunction`. */
function functionNamed(logicalId: string): string {
  const name = logicalId.replace(/LambdaFunction$/, '').replaceAll('Dash', '-');
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}
