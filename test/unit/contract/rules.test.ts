import { describe, expect, it } from 'vitest';
import { readOrganizationEvent } from '../../../functions/domain/organization/organization-event.ts';
import { WORKFLOW_EVENT_SOURCE } from '../../../functions/domain/request/event-source.ts';
import validRecordOutcome from '../../../schemas/compiled/record-outcome.input.js';
import { definition } from '../../../statemachine/definition.ts';
import acceptHandshake from '../../fixtures/organization/accept-handshake.json' with { type: 'json' };
import closeAccountResult from '../../fixtures/organization/close-account-result.json' with { type: 'json' };
import createAccountResult from '../../fixtures/organization/create-account-result.json' with { type: 'json' };
import createManagedAccount from '../../fixtures/organization/create-managed-account.json' with { type: 'json' };
import moveAccount from '../../fixtures/organization/move-account.json' with { type: 'json' };
import tagResource from '../../fixtures/organization/tag-resource.json' with { type: 'json' };
import { schemaFiles } from '../schemas/schema-files.ts';
import { organizationEventNames } from './organization-event-names.ts';
import { functionNameOf, type RuleTarget, resourceNamed, resourcesOf, targetsOf } from './resources.ts';
import { listAt, readYaml, valueAt, variable } from './sources.ts';

const FORWARDER = 'resources/management-account-forwarder.yml';

const rules = resourcesOf('AWS::Events::Rule');
const targets = targetsOf(rules);
const isScheduled = ({ rule }: RuleTarget) => valueAt(rule.properties, 'ScheduleExpression') !== undefined;
/** Those whose events nobody puts again. */
const delivering = targets.filter((target) => !isScheduled(target));
const scheduled = targets.filter(isScheduled);
const invokeConfigOf = (functionName: string | undefined) =>
  resourcesOf('AWS::Lambda::EventInvokeConfig').find(
    ({ properties }) => functionNameOf(valueAt(properties, 'FunctionName')) === functionName,
  )?.properties;
const NAMED_RULES = [
  'ChangeRequestedRule',
  'CampaignRequestedRule',
  'OrganizationRule',
  'CancellationRequestedRule',
  'ForwardingRule',
  'UndeliveredMailRule',
  'EveryFiveMinutesRule',
];
const organizationPattern = readYaml('resources/organization-pattern.yml');
const contactCallPattern = readYaml('resources/contact-call-pattern.yml');
const patternOf = (rule: string, file?: string) => valueAt(resourceNamed(rule, file).properties, 'EventPattern');

/** The queue that keeps what could not be delivered to a target. */
const queueOf = ({ properties, rule }: RuleTarget) => {
  const [name] = listAt(properties, 'DeadLetterConfig', 'Arn', 'Fn::GetAtt');
  return resourceNamed(String(name), rule.file === FORWARDER ? FORWARDER : undefined);
};

/** What the role of a target allows. */
const allowedBy = ({ properties, rule }: RuleTarget) => {
  const [name] = listAt(properties, 'RoleArn', 'Fn::GetAtt');
  const role = resourceNamed(String(name), rule.file === FORWARDER ? FORWARDER : undefined);
  const [policy] = listAt(role.properties, 'Policies');
  return listAt(policy, 'PolicyDocument', 'Statement').flatMap((statement) => listAt(statement, 'Action'));
};

/** What EventBridge does with a target, by what its ARN refers to. */
function callOf({ target }: RuleTarget): string {
  if (functionNameOf(target)) return 'lambda:InvokeFunction';
  if (/:event-bus\//.test(String(valueAt(target, 'Fn::Sub')))) return 'events:PutEvents';
  const [name] = [...listAt(target, 'Ref'), ...listAt(target, 'Fn::GetAtt')];
  const { type } = resourceNamed(String(name));
  const calls: Record<string, string> = {
    'AWS::StepFunctions::StateMachine': 'states:StartExecution',
    'AWS::Events::ApiDestination': 'events:InvokeApiDestination',
  };
  return calls[type] ?? `nobody knows how to call ${type}`;
}

describe('the rules', () => {
  it('are found, in all files', () => {
    const names = rules.map(({ name }) => name);
    for (const name of NAMED_RULES) expect(names).toContain(name);
    expect(new Set(names).size).toBe(names.length);
  });

  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
  it.each(rules)('$name says what it does and has one target, or five on a schedule', ({ name, properties }) => {
    expect(valueAt(properties, 'Description')).toBeTruthy();
    expect(listAt(properties, 'Targets')).toHaveLength(name === 'EveryFiveMinutesRule' ? 5 : 1);
  });

  it.each(delivering)('$rule.name retries $id for a day, and keeps what it could not deliver', (target) => {
    expect(valueAt(target.properties, 'RetryPolicy')).toEqual({
      MaximumRetryAttempts: 185,
      MaximumEventAgeInSeconds: 86_400,
    });
    expect(queueOf(target).type).toBe('AWS::SQS::Queue');
  });

  it.each(delivering)('$rule.name may send to the queue that keeps its events', (target) => {
    const queue = queueOf(target);
    const policy = resourcesOf('AWS::SQS::QueuePolicy').find(
      ({ file, properties }) => file === queue.file && valueAt(listAt(properties, 'Queues')[0], 'Ref') === queue.name,
    );
    const [statement] = listAt(policy?.properties, 'PolicyDocument', 'Statement');
    expect(valueAt(statement, 'Principal')).toEqual({ Service: 'events.amazonaws.com' });
    const exact = listAt(statement, 'Condition', 'ArnEquals', 'aws:SourceArn').map(
      (arn) => listAt(arn, 'Fn::GetAtt')[0],
    );
    const alike = listAt(statement, 'Condition', 'ArnLike', 'aws:SourceArn').map((arn) => valueAt(arn, 'Fn::Sub'));
    const prefixes = alike.map((arn) => String(arn).split(':rule/')[1]?.replace(/\*$/, '') ?? 'none');
    const arn = ruleArn(target);
    expect(exact.includes(target.rule.name) || prefixes.some((prefix) => arn.startsWith(prefix))).toBe(true);
  });

  it.each(targets.filter(({ target }) => !functionNameOf(target)))(
    '$rule.name has a role that allows what $id needs and nothing else',
    (target) => {
      expect(allowedBy(target)).toEqual([callOf(target)]);
    },
  );

  it.each(targets.filter(({ target }) => functionNameOf(target)))(
    'those of $id, such as $rule.name, and nothing else, may invoke it',
    ({ target }) => {
      const called = functionNameOf(target);
      const calling = targets.filter((other) => functionNameOf(other.target) === called);
      const permissions = resourcesOf('AWS::Lambda::Permission').filter(
        ({ properties: permission }) => functionNameOf(valueAt(permission, 'FunctionName')) === called,
      );
      expect(permissions.map((permission) => permission.properties)).toEqual(
        calling.map(({ rule }) => ({
          FunctionName: target,
          Action: 'lambda:InvokeFunction',
          Principal: 'events.amazonaws.com',
          SourceArn: { 'Fn::GetAtt': [rule.name, 'Arn'] },
        })),
      );
    },
  );

  it.each(delivering.filter(({ target }) => functionNameOf(target)))(
    'Lambda retries $id twice, and keeps the event of $rule.name when the function fails',
    ({ target, properties }) => {
      const config = invokeConfigOf(functionNameOf(target));
      expect(valueAt(config, 'MaximumRetryAttempts')).toBe(2);
      expect(valueAt(config, 'DestinationConfig', 'OnFailure', 'Destination')).toEqual(
        valueAt(properties, 'DeadLetterConfig', 'Arn'),
      );
    },
  );
});

describe('the rule on executions that have ended', () => {
  const [target] = targetsOf([resourceNamed('ExecutionEndedRule')]);
  const pattern = patternOf('ExecutionEndedRule');
  const recorded = schemaFiles.find(({ path }) => path === 'tasks/record-outcome.schema.json')?.schema;
  const end = valueAt(recorded, '$defs', 'input', 'properties', 'end');

  it('matches each way in which an execution that has a request ends badly', () => {
    expect(pattern).toEqual({
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: {
        stateMachineArn: [{ Ref: 'ChangeRequestStateMachine' }, { Ref: 'CampaignStateMachine' }],
        status: listAt(end, 'properties', 'status', 'enum'),
      },
    });
  });

  it('is on the default bus, where Step Functions reports, and runs record-outcome', () => {
    expect(valueAt(resourceNamed('ExecutionEndedRule').properties, 'EventBusName')).toBeUndefined();
    expect(functionNameOf(target?.target)).toBe('record-outcome');
  });

  it('hands over no contact details, and what the schema of the function wants', () => {
    const { InputPathsMap: paths, InputTemplate: template } = Object(valueAt(target?.properties, 'InputTransformer'));
    expect(Object.values(paths)).toEqual(['$.detail.executionArn', '$.detail.status', '$.detail.stopDate']);
    const values = { executionArn: '"arn"', status: '"ABORTED"', stoppedAt: '1793613600000' };
    const input = Object.entries(values).reduce((text, [name, value]) => text.replace(`<${name}>`, value), template);
    expect(validRecordOutcome(JSON.parse(input))).toBe(true);
  });
});

describe('the rules on a schedule', () => {
  it('look for stalled approvals, stranded requests, held mails, unconfirmed changes and keys every five minutes, redact every day, and report if wanted', () => {
    expect(scheduled.map(({ rule, id }) => [id, valueAt(rule.properties, 'ScheduleExpression')])).toEqual([
      ['write-report', { Ref: 'ReportSchedule' }],
      ['wake-stalled-approvals', 'rate(5 minutes)'],
      ['end-stranded-requests', 'rate(5 minutes)'],
      ['send-held-mails', 'rate(5 minutes)'],
      ['confirm-changes', 'rate(5 minutes)'],
      ['rotate-webhook-keys', 'rate(5 minutes)'],
      ['redact-requests', 'rate(1 day)'],
      ['sweep', { Ref: 'SweepSchedule' }],
      ['report-drift', 'rate(5 minutes)'],
    ]);
  });

  it.each(scheduled)(
    '$rule.name is on the default bus, the only one with schedules, and matches no event',
    ({ rule }) => {
      expect(valueAt(rule.properties, 'EventBusName')).toBeUndefined();
      expect(valueAt(rule.properties, 'EventPattern')).toBeUndefined();
    },
  );

  it.each(scheduled)(
    '$rule.name is tried until it runs again, and keeps nothing, for $id',
    ({ rule, properties, target }) => {
      const isRare = valueAt(rule.properties, 'ScheduleExpression') !== 'rate(5 minutes)';
      const seconds = isRare ? 86_400 : 300;
      expect(valueAt(properties, 'RetryPolicy')).toEqual({
        MaximumRetryAttempts: 185,
        MaximumEventAgeInSeconds: seconds,
      });
      expect(valueAt(properties, 'DeadLetterConfig')).toBeUndefined();
      const tries = isRare
        ? { MaximumRetryAttempts: 2 }
        : { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: seconds };
      if (functionNameOf(target)) expect(invokeConfigOf(functionNameOf(target))).toMatchObject(tries);
    },
  );
});

/** What the ARN of a rule has after `:rule/`. */
function ruleArn({ rule }: RuleTarget): string {
  const isOnOwnBus = valueAt(rule.properties, 'EventBusName') !== undefined;
  return `${isOnOwnBus ? `${variable('self:custom.name')}/` : ''}${valueAt(rule.properties, 'Name')}`;
}

/** What the pattern of a rule wants of the change set of a request. */
function changeSet(exists: boolean) {
  return { changeSet: { sha256: [{ exists }] } };
}

describe('the patterns', () => {
  const requestEvent = schemaFiles.find(({ path }) => path === 'request-event.schema.json')?.schema;
  const requestRules = ['ChangeRequestedRule', 'CampaignRequestedRule', 'CancellationRequestedRule'];

  it.each([
    { rule: 'ChangeRequestedRule', schema: 'request-event.schema.json', detail: changeSet(false) },
    { rule: 'CampaignRequestedRule', schema: 'request-event.schema.json', detail: changeSet(true) },
    { rule: 'CancellationRequestedRule', schema: 'cancellation-event.schema.json' },
  ])('of $rule is what the schema of the event says', ({ rule, schema, detail }) => {
    const properties = schemaFiles.find(({ path }) => path === schema)?.schema.properties;
    const type = [valueAt(properties?.['detail-type'], 'const')];
    expect(patternOf(rule)).toEqual({
      source: listAt(requestEvent?.properties, 'source', 'enum'),
      'detail-type': type,
      ...(detail && { detail }),
    });
    expect(valueAt(resourceNamed(rule).properties, 'EventBusName')).toEqual({ Ref: 'EventBus' });
  });

  it('match each event by one rule only, so that nothing is done twice', () => {
    const own = requestRules.map((rule) => JSON.stringify(patternOf(rule)));
    expect(new Set(own).size).toBe(own.length);
  });

  it("of the rule in the management account is the one of the service's own rule", () => {
    expect(patternOf('OrganizationRule')).toMatchObject({
      source: variable('file(resources/organization-pattern.yml):source'),
      detail: variable('file(resources/organization-pattern.yml):detail'),
    });
    expect(Object.keys(Object(organizationPattern))).toEqual(['source', 'detail']);
    expect(patternOf('ForwardingRule', FORWARDER)).toEqual(organizationPattern);
  });

  it("of the rule on calls in the management account is the one of the service's own rule, but for who made them", () => {
    expect(patternOf('ContactCallForwardingRule', FORWARDER)).toEqual(contactCallPattern);
    const own = patternOf('ContactCallRule');
    expect(valueAt(own, 'source')).toEqual(variable('file(resources/contact-call-pattern.yml):source'));
    expect(valueAt(own, 'account')).toEqual(valueAt(patternOf('OrganizationRule'), 'account'));
    expect(valueAt(own, 'detail', 'eventName')).toBe(
      variable('file(resources/contact-call-pattern.yml):detail.eventName'),
    );
  });

  it('of calls leave out those of apply-change, and take those that are made in no role', () => {
    const issuer = (arn: object) => ({ userIdentity: { sessionContext: { sessionIssuer: { arn: [arn] } } } });
    expect(valueAt(patternOf('ContactCallRule'), 'detail', '$or')).toEqual([
      issuer({ exists: false }),
      issuer({ 'anything-but': [{ 'Fn::GetAtt': ['ApplyChangeRole', 'Arn'] }] }),
    ]);
  });

  it('of what the service has found are for the workflow', () => {
    expect(patternOf('BaselineDueRule')).toEqual({
      source: [WORKFLOW_EVENT_SOURCE],
      'detail-type': ['Alternate Contact Baseline Due'],
    });
    const [target] = targetsOf([resourceNamed('BaselineDueRule')]);
    expect(target?.target).toEqual({ Ref: 'ChangeRequestStateMachine' });
  });

  it('of organization events take those of the management account and of the own one, and of no other organization', () => {
    const own = { Ref: 'AWS::AccountId' };
    expect(valueAt(patternOf('OrganizationRule'), 'account')).toEqual({
      'Fn::If': ['RunsOutsideManagementAccount', [{ Ref: 'ManagementAccountId' }, own], [own]],
    });
  });

  it('of organization events are on the default bus, where AWS puts them', () => {
    for (const rule of [resourceNamed('OrganizationRule'), resourceNamed('ForwardingRule')]) {
      expect(valueAt(rule.properties, 'EventBusName')).toBeUndefined();
    }
  });

  const named = listAt(organizationPattern, 'detail', 'eventName').map(String);

  it('of organization events name the events that the code reads, and no other', () => {
    const read = organizationEventNames();
    expect(read.length).toBeGreaterThan(3);
    expect(named.toSorted()).toEqual(read.toSorted());
    const eventSource = 'organizations.amazonaws.com';
    for (const eventName of named) {
      expect(() => readOrganizationEvent({ detail: { eventName, eventSource } })).toThrow(eventName);
    }
  });

  it.each([createAccountResult, createManagedAccount, moveAccount, acceptHandshake, tagResource, closeAccountResult])(
    'match $detail.eventName as delivered',
    (event) => {
      expect(listAt(organizationPattern, 'source')).toContain(event.source);
      expect(named).toContain(event.detail.eventName);
    },
  );

  it('of organization events name sources that lead the state machine to the baseline', () => {
    const [choice] = listAt(definition.States['IsOrganizationEvent'], 'Choices');
    expect(valueAt(choice, 'Next')).toBe('DeriveBaselineRequest');
    const conditions = listAt(choice, 'And');
    const [ofAws, own] = listAt(conditions.at(-1), 'Or');
    expect(valueAt(own, 'StringEquals')).toBe(WORKFLOW_EVENT_SOURCE);
    const prefix = String(valueAt(ofAws, 'StringMatches')).replace(/\*$/, '');
    for (const source of listAt(organizationPattern, 'source')) expect(String(source).startsWith(prefix)).toBe(true);
    expect('alternate-contacts'.startsWith(prefix)).toBe(false);
  });

  it('allow other accounts only the events of the pattern, when the service runs outside the management account', () => {
    const statement = valueAt(resourceNamed('OrganizationEventsPolicy').properties, 'Statement');
    expect(valueAt(statement, 'Condition')).toEqual({
      'ForAllValues:StringEquals': {
        'events:source': [...listAt(organizationPattern, 'source'), ...listAt(contactCallPattern, 'source')],
      },
      Null: { 'events:source': 'false' },
    });
  });
});

describe('the rule on mails', () => {
  const pattern = patternOf('UndeliveredMailRule');
  const configurationSet = resourceNamed('MailConfigurationSet').properties;
  const destination = valueAt(resourceNamed('MailEvents').properties, 'EventDestination');
  const mailEvents = schemaFiles.find(({ path }) => path === 'mail-event.schema.json')?.schema;
  /** With the configuration set's name in a stage. */
  const named = JSON.parse(
    JSON.stringify(pattern).replaceAll(String(valueAt(configurationSet, 'Name')), 'alternate-contacts-dev'),
  );
  const [example] = mailEvents?.examples ?? [];

  it('names the events that the schema knows, and no other', () => {
    const { source, 'detail-type': type } = mailEvents?.properties ?? {};
    expect(valueAt(pattern, 'source')).toEqual([valueAt(source, 'const')]);
    expect(valueAt(pattern, 'detail-type')).toEqual(valueAt(type, 'enum'));
  });

  it("matches the mails of this stage's own configuration set, and no other", () => {
    expect(valueAt(pattern, 'detail')).toEqual({
      mail: { tags: { 'ses:configuration-set': [valueAt(configurationSet, 'Name')] } },
    });
  });

  it.each(mailEvents?.examples ?? [])('matches example %# of the schema', (event) => {
    expect(matches(named, event)).toBe(true);
  });

  it.each([
    { what: 'of another stage', tags: { 'ses:configuration-set': ['alternate-contacts-prod'] } },
    { what: 'of another service', tags: { 'ses:configuration-set': ['newsletter'] } },
    { what: 'without a configuration set', tags: {} },
  ])('does not match the bounce of a mail $what', ({ tags }) => {
    expect(matches(named, { ...Object(example), detail: { ...Object(example).detail, mail: { tags } } })).toBe(false);
  });

  it('is on the default bus, the only one that SES knows, where the configuration set publishes', () => {
    expect(valueAt(resourceNamed('UndeliveredMailRule').properties, 'EventBusName')).toBeUndefined();
    expect(valueAt(destination, 'EventBridgeDestination', 'EventBusArn', 'Fn::Sub')).toMatch(/:event-bus\/default$/);
  });

  it('gets what the configuration set publishes: bounces and complaints', () => {
    expect(valueAt(destination, 'Enabled')).toBe(true);
    expect(valueAt(destination, 'MatchingEventTypes')).toEqual(['BOUNCE', 'COMPLAINT']);
    expect(valueAt(resourceNamed('MailEvents').properties, 'ConfigurationSetName')).toEqual({
      Ref: 'MailConfigurationSet',
    });
  });

  it.each(['request-approval', 'settle-approval', 'record-outcome'])(
    'covers the mails of %s, which names the configuration set',
    (functionName) => {
      const environment = valueAt(readYaml('serverless.yml'), 'functions', functionName, 'environment');
      expect(valueAt(environment, 'CONFIGURATION_SET')).toBe(valueAt(configurationSet, 'Name'));
    },
  );
});

/** Whether the pattern, of nested keys and lists of values, matches the event; one of several values is enough. */
function matches(pattern: unknown, value: unknown): boolean {
  if (Array.isArray(pattern)) return [value].flat().some((one) => pattern.includes(one));
  return Object.entries(Object(pattern)).every(([key, condition]) => matches(condition, valueAt(value, key)));
}
