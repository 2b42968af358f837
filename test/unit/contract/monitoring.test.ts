import '../environment.ts';
import { describe, expect, it } from 'vitest';
import { METRIC_UNITS } from '../../../functions/runtime/metrics.ts';
import { kebabCase } from '../../../resources/function-names.ts';
import { type Alarm, alarmResource, type Metric } from '../../../resources/monitoring/alarm.ts';
import { alarmId, alarms as alarmsByTopic } from '../../../resources/monitoring/alarms.ts';
import { functionsOf } from '../../../resources/monitoring/functions.ts';
import { functionNames } from '../../../resources/roles.ts';
import { machineId } from '../../../resources/state-machines.ts';
import { calledTask, machines, states, statesOf } from '../../../statemachine/definition.ts';
import { anchors } from './markdown.ts';
import { resourceNamed, resourcesOf } from './resources.ts';
import { entriesAt, importsOf, listAt, readSource, readYaml, sourceFiles, valueAt, variable } from './sources.ts';

const RUNBOOK = 'docs/operate.md';
const FORWARDER = 'resources/management-account-forwarder.yml';
const NAME = variable('self:custom.name');

/** What AWS itself measures, with the page that says so. */
const VENDED: Record<string, { page: string; names: string[]; dimensions: string[][] }> = {
  'AWS/States': {
    page: 'https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html',
    names: ['ExecutionsFailed', 'ExecutionsAborted', 'ExecutionsTimedOut', 'ExecutionThrottled'],
    dimensions: [['StateMachineArn']],
  },
  'AWS/Lambda': {
    page: 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html',
    names: ['Errors', 'Throttles', 'Duration', 'DestinationDeliveryFailures'],
    dimensions: [['FunctionName']],
  },
  'AWS/Events': {
    page: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html',
    names: ['FailedInvocations', 'InvocationsFailedToBeSentToDlq', 'MatchedEvents'],
    dimensions: [['RuleName'], ['EventBusName', 'RuleName']],
  },
  'AWS/SQS': {
    page: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html',
    names: ['ApproximateNumberOfMessagesVisible', 'ApproximateAgeOfOldestMessage'],
    dimensions: [['QueueName']],
  },
  'AWS/ApiGateway': {
    page: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html',
    names: ['4xx', '5xx'],
    dimensions: [['ApiId']],
  },
  'AWS/DynamoDB': {
    page: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html',
    names: ['ReadThrottleEvents', 'WriteThrottleEvents'],
    dimensions: [['TableName'], ['TableName', 'GlobalSecondaryIndexName']],
  },
  'AWS/SES': {
    page: 'https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-cloudwatch-alarm.html',
    names: ['Reputation.BounceRate', 'Reputation.ComplaintRate'],
    dimensions: [[]],
  },
};

const alarms = Object.values(alarmsByTopic).flat();
const emitting = sourceFiles('functions', { recursive: true })
  .filter((path) => path !== 'functions/runtime/metrics.ts')
  .map(readSource)
  .join('\n');
const counted = resourcesOf('AWS::Logs::MetricFilter').flatMap(({ properties }) =>
  listAt(properties, 'MetricTransformations').map((metric) => String(valueAt(metric, 'MetricName'))),
);
const body = String(valueAt(resourceNamed('Dashboard').properties, 'DashboardBody', 'Fn::Sub'));
const widgets = listAt(JSON.parse(body), 'widgets');
const isOwn = ({ namespace, dimensions }: Metric) => namespace === 'AlternateContacts' && 'service' in dimensions;
const isCounted = ({ namespace, dimensions }: Metric) =>
  namespace === 'AlternateContacts' && !('service' in dimensions);

/** Whether something emits the metric. */
function isEmitted(metric: Metric): boolean {
  if (isOwn(metric)) return metric.name in METRIC_UNITS;
  if (isCounted(metric)) return counted.includes(metric.name);
  const { names = [], dimensions = [] } = VENDED[metric.namespace] ?? {};
  const own = Object.keys(metric.dimensions).join();
  return names.includes(metric.name) && dimensions.some((keys) => keys.join() === own);
}

describe('the alarms', () => {
  it('have names and logical ids of their own', () => {
    expect(new Set(alarms.map(({ name }) => name)).size).toBe(alarms.length);
    const own = resourcesOf('AWS::CloudWatch::Alarm').filter(({ file }) => file !== FORWARDER);
    expect(own.map(({ name }) => name)).toEqual(alarms.map(alarmId));
  });

  it('watch the dead letters of the forwarder, in the account where it runs', () => {
    const { properties } = resourceNamed('UndeliveredEventsAlarm', FORWARDER);
    expect(listAt(properties, 'Dimensions')).toEqual([
      { Name: 'QueueName', Value: { 'Fn::GetAtt': ['UndeliveredEvents', 'QueueName'] } },
    ]);
    expect(valueAt(properties, 'AlarmDescription')).toMatch(/ See docs\/operate\.md#dead-letters$/);
  });

  it.each(alarms)('$name watches something, and something emits each of it', ({ metrics }) => {
    expect(metrics.length).toBeGreaterThan(0);
    expect(metrics.filter((metric) => !isEmitted(metric))).toEqual([]);
  });

  it.each(alarms)('$name is told to the topic, and its mail ends with its section in the runbook', ({ name }) => {
    const { properties } = resourceNamed(alarmId(alarms.find((alarm) => alarm.name === name) ?? NONE));
    expect(valueAt(properties, 'AlarmActions')).toEqual([{ Ref: 'AlarmTopic' }]);
    expect(valueAt(properties, 'AlarmName')).toBe(`${NAME}-${name}`);
    const [, anchor = ''] =
      /\. See docs\/operate\.md#([\w-]+)$/.exec(String(valueAt(properties, 'AlarmDescription'))) ?? [];
    expect(anchors(RUNBOOK)).toContain(anchor);
    expect(sectionOf(anchor)).toMatch(
      /^\n- \*\*Meaning\*\*: .*\n- \*\*First command\*\*: .*`.*\n- \*\*Usual cause\*\*: .*\n- \*\*Way out\*\*: /s,
    );
  });

  it.each(alarms)('$name looks back no further than CloudWatch does', ({ period, periods = 1, breaching = 1 }) => {
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    expect(period * periods).toBeLessThanOrEqual(period < 3600 ? 86_400 : 604_800);
    expect(period % 60).toBe(0);
    expect(breaching).toBeLessThanOrEqual(periods);
  });

  it('name each function that audits where an audit event can be lost', () => {
    const auditing = sourceFiles('functions').filter((path) =>
      importsOf(path).some(({ from, names }) => /\/middleware\/audit(ed)?\.ts$/.test(from) && names.length > 0),
    );
    const named = functionNames.filter((name) => new RegExp(`[\`-]${name}\\b`).test(sectionOf('audit-events-lost')));
    expect(named.map((name) => `functions/${name}.ts`).sort()).toEqual(auditing);
  });

  it.each(['change-request', 'campaign'] as const)('watch each way in which executions of %s go wrong', (machine) => {
    const metrics = alarms.flatMap((alarm) => alarm.metrics);
    const watched = metrics.filter(
      ({ dimensions }) => valueAt(dimensions, 'StateMachineArn', 'Ref') === machineId(machine),
    );
    expect(watched.map(({ name }) => name)).toEqual(VENDED['AWS/States']?.names);
  });

  it('refuse more metrics than an alarm may have', () => {
    const [alarm = NONE] = alarms;
    const metrics = Array.from({ length: 11 }, () => alarm.metrics[0] ?? { namespace: '', name: '', dimensions: {} });
    expect(() => alarmResource({ ...alarm, metrics })).toThrow(alarm.name);
  });

  /** Of campaigns and sweeps, whose executions are watched. */
  const unwatched = entriesAt(readYaml('serverless.yml'), 'functions').flatMap(([name, entry]) =>
    String(valueAt(entry, 'reservedConcurrency')).includes('concurrency.organization') ? name : [],
  );
  const watchedNames = functionNames.filter((name) => !unwatched.includes(name));

  it('leave functions out that fail in everyday life, if they are tasks of a campaign or of a sweep', () => {
    const called = (['campaign', 'sweep'] as const).flatMap((name) =>
      statesOf(machines[name]).flatMap(({ state }) => calledTask(state) ?? []),
    );
    expect(unwatched.length).toBeGreaterThan(0);
    expect(called.map(kebabCase)).toEqual(expect.arrayContaining(unwatched));
    const ofRequests = states.flatMap(({ state }) => calledTask(state) ?? []).map(kebabCase);
    expect(ofRequests.filter((name) => unwatched.includes(name))).toEqual([]);
  });

  it.each(['Throttles', 'Duration'])('watch the %s of every other function', (metric) => {
    const watched = alarms.flatMap(({ metrics }) => metrics.filter(({ name }) => name === metric));
    const names = watched.map(({ dimensions }) => String(dimensions['FunctionName']).split('stage}-')[1]);
    expect(names.sort()).toEqual(watchedNames.toSorted());
  });

  it('watch the errors of every other function, but of those that Account Management throttles', () => {
    const watched = alarms.flatMap(({ metrics }) => metrics.filter(({ name }) => name === 'Errors'));
    const throttled = functionsOf('contacts').map(({ name }) => name);
    expect(throttled).toEqual(['read-current-contact', 'apply-change']);
    expect(watched).toHaveLength(watchedNames.length - throttled.length);
  });

  it('compare the duration of each function with its own time', () => {
    const slow = alarms.find(({ name }) => name === 'functions-slow-contacts');
    expect(slow?.expression).toBe('MAX([m0/15000, m1/15000])');
  });

  it('watch every rule of the service for events that it fails to deliver', () => {
    const failed = alarms.flatMap(({ metrics }) => metrics.filter(({ name }) => name === 'FailedInvocations'));
    const rules = resourcesOf('AWS::Events::Rule').filter(({ file }) => !file.includes('management-account'));
    expect(failed.map(({ dimensions }) => dimensions['RuleName']).sort()).toEqual(
      rules.map(({ properties }) => valueAt(properties, 'Name')).sort(),
    );
    const onOwnBus = failed.filter(({ dimensions }) => 'EventBusName' in dimensions);
    expect(onOwnBus.map(({ dimensions }) => dimensions['RuleName'])).toContain(`${NAME}-change-requested`);
  });

  it('cost what the runbook says', () => {
    const metrics = alarms.reduce((sum, alarm) => sum + alarm.metrics.length, 0);
    const dollars = (metrics * 0.1).toFixed(2);
    expect(readSource(RUNBOOK).replaceAll('\n', ' ')).toContain(
      `There are ${alarms.length} alarms on ${metrics} metrics. CloudWatch asks $0.10 a month for each metric of an alarm, so they cost $${dollars} a month`,
    );
  });
});

describe('the metrics', () => {
  const names = Object.keys(METRIC_UNITS);
  const readers = JSON.stringify([...alarms.flatMap(({ metrics }) => metrics), widgets]);

  it.each(names)('%s is emitted by a function', (name) => {
    expect(emitting).toMatch(new RegExp(`\\b${name}\\b`));
  });

  it.each([...names, ...new Set(counted)])('%s has an alarm, or is on the dashboard', (name) => {
    expect(readers).toContain(`"${name}"`);
  });

  it.each(names)('%s is explained in the runbook', (name) => {
    expect(sectionOf('metrics', '##')).toContain(`\`${name}\``);
  });

  it('that are counted in logs look for what the code logs', () => {
    const patterns = resourcesOf('AWS::Logs::MetricFilter').map(({ properties }) =>
      String(valueAt(properties, 'FilterPattern')),
    );
    const literals = patterns.flatMap((pattern) => /\$\.(\w+) = "([A-Za-z]+)"/.exec(pattern)?.[2] ?? []);
    expect(literals.length).toBeGreaterThan(2);
    for (const literal of literals) expect(emitting).toContain(`'${literal}'`);
  });
});

describe('the dashboard', () => {
  it('places its widgets within its width, and none over another', () => {
    const taken = new Set<string>();
    for (const widget of widgets) {
      const { x, y, width, height } = Object(widget);
      expect(x + width).toBeLessThanOrEqual(24);
      for (let column = x; column < x + width; column += 1) {
        for (let row = y; row < y + height; row += 1) {
          expect(taken.has(`${column} ${row}`)).toBe(false);
          taken.add(`${column} ${row}`);
        }
      }
    }
    expect(widgets.length).toBeGreaterThan(15);
  });

  it('shows every alarm that there is in any case', () => {
    const states = widgets.find((widget) => valueAt(widget, 'type') === 'alarm');
    const shown = listAt(states, 'properties', 'alarms').map((arn) => String(arn).split(`${NAME}-`)[1]);
    expect(shown).toEqual(alarms.filter(({ condition }) => condition === undefined).map(({ name }) => name));
  });

  it('names resources that exist', () => {
    const named = [...body.matchAll(/\$\{([A-Za-z]+)(?:\.\w+)?\}/g)].map(([, name = '']) => name);
    for (const name of new Set(named)) {
      if (name !== 'HttpApi') expect(resourceNamed(name).name).toBe(name);
    }
  });
});

const NONE: Alarm = { name: 'none', meaning: '', metrics: [], statistic: 'Sum', period: 60, threshold: 0 };

/** What stands below a heading of the runbook, down to the next one of the same depth. */
function sectionOf(anchor: string, depth = '###'): string {
  const sections = readSource(RUNBOOK).split(new RegExp(`^${depth} `, 'm'));
  const found = sections.find((section) => section.split('\n', 1)[0]?.toLowerCase().replaceAll(' ', '-') === anchor);
  return found?.slice(found.indexOf('\n') + 1) ?? '';
}
