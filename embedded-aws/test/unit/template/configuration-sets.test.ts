import { describe, expect, test } from 'vitest';
import { readConfigurationSets } from '../../../src/template/configuration-sets.ts';
import { Template } from '../../../src/template/template.ts';
import { ADDRESSES } from '../models.ts';

const resource = (Type: string, Properties: object) => ({ Type, Properties });
const SET = resource('AWS::SES::ConfigurationSet', { Name: 'mail' });
const BUS = { EventBusArn: 'arn:aws:events:us-east-1:111111111111:event-bus/default' };

/** The configuration sets of a template. */
function read(resources: object) {
  return readConfigurationSets(new Template({ Resources: resources }, ADDRESSES));
}

/** The configuration set of a template with one, and an event destination for bounces unless another is given. */
function withDestination(given: object, ConfigurationSetName: object | string = { Ref: 'Set' }) {
  const EventDestination = { Enabled: true, MatchingEventTypes: ['BOUNCE'], EventBridgeDestination: BUS, ...given };
  const properties = { ConfigurationSetName, EventDestination };
  return read({ Set: SET, Destination: resource('AWS::SES::ConfigurationSetEventDestination', properties) })[0];
}

describe('a configuration set', () => {
  test('publishes nothing when it has no event destination', () => {
    const arn = 'arn:aws:ses:us-east-1:111111111111:configuration-set/mail';
    expect(read({ Set: SET })).toEqual([{ name: 'mail', arn, eventTypes: [] }]);
  });

  test('is named by its logical id when it has no name', () => {
    expect(read({ Set: resource('AWS::SES::ConfigurationSet', {}) })).toMatchObject([{ name: 'Set' }]);
  });

  test('publishes what its event destination matches, in any spelling of CloudFormation', () => {
    const MatchingEventTypes = ['BOUNCE', 'complaint', 'renderingFailure'];
    expect(withDestination({ MatchingEventTypes })?.eventTypes).toEqual(['BOUNCE', 'COMPLAINT', 'RENDERING_FAILURE']);
  });

  test.each([false, undefined])('publishes nothing when Enabled of its event destination is %s', (Enabled) => {
    expect(withDestination({ Enabled })?.eventTypes).toEqual([]);
  });

  test('is refused when its sending is paused', () => {
    const paused = resource('AWS::SES::ConfigurationSet', { SendingOptions: { SendingEnabled: false } });
    expect(() => read({ Set: paused })).toThrow('sending is paused (Set)');
  });
});

describe('an event destination is refused by name', () => {
  test.each([
    ['it is a topic', { EventBridgeDestination: undefined, SnsDestination: {} }, 'the SnsDestination'],
    ['it is none', { EventBridgeDestination: undefined }, 'without an EventBridgeDestination (Destination)'],
    [
      'it is another bus',
      { EventBridgeDestination: { EventBusArn: 'arn:aws:events:us-east-1:111111111111:event-bus/b' } },
      'on the event bus b (Destination)',
    ],
    ['an event type is unknown', { MatchingEventTypes: ['SPAM'] }, 'the event type SPAM'],
    ['an event would come with each mail', { MatchingEventTypes: ['DELIVERY'] }, 'the event type DELIVERY'],
  ])('when %s', (_condition, given, name) => {
    expect(() => withDestination(given)).toThrow(name);
  });

  test('when its configuration set is unknown', () => {
    expect(() => withDestination({}, 'other')).toThrow('the unknown configuration set other (Destination)');
  });
});
