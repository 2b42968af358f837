import { describe, expect, it } from 'vitest';
import { type Replay, replayOf } from '../../../cli/commands/dead-letters/replay-of.ts';
import { REPLAYED_TYPES } from '../../../functions/domain/request/event-source.ts';
import { replayedTypes } from '../../../resources/roles.ts';
import validRecordOutcome from '../../../schemas/compiled/record-outcome.input.js';
import { functionNameOf, resourceNamed, resourcesOf, targetsOf } from './resources.ts';
import { entriesAt, listAt, valueAt, variable } from './sources.ts';

const FORWARDER = 'resources/management-account-forwarder.yml';
const COMMENT = 'Alternate Contact Ticket Comment';

const [policy] = listAt(resourceNamed('DeadLettersRole').properties, 'Policies');
const statements = listAt(policy, 'PolicyDocument', 'Statement');
const resourcesFor = (action: string) =>
  statements
    .filter((statement) => listAt(statement, 'Action').includes(action))
    .flatMap((statement) => [valueAt(statement, 'Resource')].flat());

/** The targets whose events are kept in the queue of the service when they could not be delivered. */
const kept = targetsOf(resourcesOf('AWS::Events::Rule').filter(({ file }) => file !== FORWARDER)).filter(
  ({ properties }) => listAt(properties, 'DeadLetterConfig', 'Arn', 'Fn::GetAtt')[0] === 'DeadLetterQueue',
);
const ofTickets = kept.filter(({ rule }) => listAt(rule.properties, 'EventPattern', 'detail-type').includes(COMMENT));
const others = kept.filter((target) => !ofTickets.includes(target));

/** Times are numbers, and what a status lacks is null. */
const EXECUTION_END = {
  executionArn: 'arn:aws:states:e',
  status: 'ABORTED',
  stopDate: 1_780_315_200_000,
  end: { status: 'ABORTED', stoppedAt: 1_780_315_200_000 },
};

/** What this function is told by the workflow, it believes. */
const OUTCOMES = 'record-outcome';

/** What EventBridge makes of an event for a target. */
function transformed(event: object, properties: unknown): unknown {
  const template = valueAt(properties, 'InputTransformer', 'InputTemplate');
  if (template === undefined) return event;
  const paths = new Map(entriesAt(properties, 'InputTransformer', 'InputPathsMap'));
  const value = (name: string) => valueAt(event, ...(String(paths.get(name)).match(/\w+/g) ?? []));
  return JSON.parse(String(template).replaceAll(/<(\w+)>/g, (_, name: string) => JSON.stringify(value(name))));
}

/** What a function gets by a replay: what it is invoked with, or what its rule makes of the event. */
function given(replay: Replay): unknown {
  if (replay.to === 'function') return JSON.parse(replay.payload);
  if (replay.to !== 'outcome') return undefined;
  const [target] = targetsOf([resourceNamed('ExecutionEndReplayedRule')]);
  return transformed({ 'detail-type': replay.detailType, detail: replay.detail }, target?.properties);
}

describe('the role that looks after dead letters', () => {
  it.each(others.filter(({ target }) => functionNameOf(target) !== OUTCOMES))(
    'may give $id of $rule.name an event again',
    ({ target }) => {
      const action = functionNameOf(target) === undefined ? 'states:StartExecution' : 'lambda:InvokeFunction';
      expect(resourcesFor(action)).toContainEqual(target);
    },
  );

  it.each(kept.filter(({ target }) => functionNameOf(target)))(
    'gives the function $id what $rule.name gives it of an event',
    ({ rule, target, properties }) => {
      const [type = 'AWS API Call via CloudTrail'] = listAt(rule.properties, 'EventPattern', 'detail-type');
      const event = { 'detail-type': type, detail: EXECUTION_END };
      const replay = replayOf(
        {
          origin: {
            kind: 'undelivered',
            rule: 'arn:aws:events:us-east-1:111111111111:rule/r',
            target: `arn:aws:lambda:us-east-1:111111111111:function:alternate-contacts-dev-${functionNameOf(target)}`,
          },
          event,
          body: JSON.stringify(event),
        },
        'alternate-contacts-dev',
      );
      expect(given(replay)).toEqual(transformed(event, properties));
      for (const input of ['Input', 'InputPath']) expect(valueAt(properties, input)).toBeUndefined();
    },
  );

  it('may give those functions an event again that keep it when they fail, and no others, and not the one for outcomes', () => {
    const keeping = resourcesOf('AWS::Lambda::EventInvokeConfig')
      .filter(({ properties }) => valueAt(properties, 'DestinationConfig', 'OnFailure') !== undefined)
      .map(({ properties }) => functionNameOf(valueAt(properties, 'FunctionName')));
    const behindRules = others.map(({ target }) => functionNameOf(target)).filter((name) => name !== undefined);
    const invoked = resourcesFor('lambda:InvokeFunction').map(functionNameOf);
    expect(invoked).not.toContain(OUTCOMES);
    expect([...new Set([...invoked, OUTCOMES])].sort()).toEqual([...new Set([...keeping, ...behindRules])].sort());
  });

  it('is for whoever may assume it in the account', () => {
    const [trust, ...more] = listAt(
      resourceNamed('DeadLettersRole').properties,
      'AssumeRolePolicyDocument',
      'Statement',
    );
    expect(more).toEqual([]);
    expect(trust).toEqual({
      Effect: 'Allow',
      Principal: { AWS: { 'Fn::Sub': `arn:${'$'}{AWS::Partition}:iam::${'$'}{AWS::AccountId}:root` } },
      Action: 'sts:AssumeRole',
    });
  });

  it('may put what tickets are told again, and ends of executions, and nothing else, and nobody else may put that', () => {
    const types = variable('file(resources/computed.js):replayedTypes');
    const puts = statements.filter((statement) => listAt(statement, 'Action').includes('events:PutEvents'));
    expect(puts.map((statement) => valueAt(statement, 'Condition'))).toEqual([
      { 'ForAllValues:StringEquals': { 'events:source': 'alternate-contacts', 'events:detail-type': types } },
    ]);
    expect(valueAt(resourceNamed('ReplayedEventsPolicy').properties, 'Statement')).toMatchObject({
      Effect: 'Deny',
      Principal: '*',
      Condition: {
        'ForAnyValue:StringEquals': { 'events:detail-type': types },
        ArnNotEquals: { 'aws:PrincipalArn': { 'Fn::GetAtt': ['DeadLettersRole', 'Arn'] } },
      },
    });
    expect(replayedTypes).toEqual(Object.values(REPLAYED_TYPES));
  });
});

describe('the rule on ends of executions that are replayed', () => {
  const rule = resourceNamed('ExecutionEndReplayedRule');
  const [target] = targetsOf([rule]);

  it('is the only one that takes them, from the bus on which only operators may put them', () => {
    const taking = resourcesOf('AWS::Events::Rule').filter(({ properties }) =>
      listAt(properties, 'EventPattern', 'detail-type').includes(REPLAYED_TYPES.executionEnd),
    );
    expect(taking.map(({ name }) => name)).toEqual(['ExecutionEndReplayedRule']);
    expect(valueAt(rule.properties, 'EventPattern')).toEqual({
      source: ['alternate-contacts'],
      'detail-type': [REPLAYED_TYPES.executionEnd],
    });
    expect(valueAt(rule.properties, 'EventBusName')).toEqual({ Ref: 'EventBus' });
    expect(functionNameOf(target?.target)).toBe(OUTCOMES);
  });

  it('hands over the execution and its end, and nothing else that an operator writes', () => {
    const { executionArn, end } = EXECUTION_END;
    const detail = { executionArn, end: { ...end, more: 1 }, state: { results: [] } };
    expect(transformed({ detail }, target?.properties)).toEqual({ executionArn, end });
    expect(validRecordOutcome(transformed({ detail }, target?.properties))).toBe(true);
  });
});

describe('the rules for tickets', () => {
  it.each(ofTickets)('$rule.name takes its own kind of replay, as the end of its name says', ({ rule }) => {
    const isClosing = String(valueAt(rule.properties, 'Name')).endsWith('-done');
    const replayed = isClosing ? REPLAYED_TYPES.completion : REPLAYED_TYPES.comment;
    expect(listAt(rule.properties, 'EventPattern', 'detail-type')).toEqual([COMMENT, replayed]);
    expect(String(valueAt(rule.properties, 'Name'))).toMatch(/^\$\{self:custom\.name\}-tickets-/);
  });

  it('call destinations with names by which a replay knows them', () => {
    const names = resourcesOf('AWS::Events::ApiDestination').map(({ properties }) => valueAt(properties, 'Name'));
    expect(names.length).toBeGreaterThan(4);
    for (const name of names) expect(String(name)).toMatch(/^\$\{self:custom\.name\}-tickets-/);
  });
});
