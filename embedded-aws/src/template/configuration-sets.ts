import { listAt, objectAt, textAt } from '../json.ts';
import { busName } from './resource-kinds.ts';
import type { Resource, Template } from './template.ts';
import { UnsupportedTemplateError } from './unsupported-template-error.ts';

export interface ConfigurationSetModel {
  name: string;
  arn: string;
  /** The event types that are published on the default bus, such as `BOUNCE`. */
  eventTypes: string[];
}

/** An enabled event destination. */
interface EventDestination {
  configurationSetName: string;
  eventTypes: string[];
}

/**
 * The types that are published, or that never occur here. SEND and DELIVERY would occur with each mail.
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_EventDestination.html
 */
const EVENT_TYPES = [
  'BOUNCE',
  'COMPLAINT',
  'REJECT',
  'RENDERING_FAILURE',
  'DELIVERY_DELAY',
  'OPEN',
  'CLICK',
  'SUBSCRIPTION',
];

/** Reads the configuration sets, with what their event destinations publish. */
export function readConfigurationSets(template: Template): ConfigurationSetModel[] {
  const sets = template.resources('AWS::SES::ConfigurationSet');
  const defaultBus = template.account.arn('events', 'event-bus/default');
  const destinations = template.resources('AWS::SES::ConfigurationSetEventDestination').flatMap((resource) => {
    const name = textAt(resource.properties, 'ConfigurationSetName') ?? '';
    if (sets.some(({ ref }) => ref === name)) return readDestination(resource, name, defaultBus);
    throw new UnsupportedTemplateError(`the unknown configuration set ${name} (${resource.logicalId})`);
  });
  return sets.map(({ ref, properties, logicalId }) => {
    if (String(objectAt(properties, 'SendingOptions')['SendingEnabled']) === 'false') {
      throw new UnsupportedTemplateError(`a configuration set whose sending is paused (${logicalId})`);
    }
    const own = destinations.filter(({ configurationSetName }) => configurationSetName === ref);
    const eventTypes = own.flatMap((destination) => destination.eventTypes);
    return { name: ref, arn: template.account.arn('ses', `configuration-set/${ref}`), eventTypes };
  });
}

function readDestination(
  { properties, logicalId }: Resource,
  configurationSetName: string,
  defaultBus: string,
): EventDestination[] {
  const destination = objectAt(properties, 'EventDestination');
  const other = Object.keys(destination).find((key) => /(?<!EventBridge)Destination$/.test(key));
  const busArn = textAt(objectAt(destination, 'EventBridgeDestination'), 'EventBusArn') ?? '';
  if (other !== undefined) throw new UnsupportedTemplateError(`the ${other} of a configuration set (${logicalId})`);
  if (busArn !== defaultBus) {
    const bus = busArn === '' ? 'without an EventBridgeDestination' : `on the event bus ${busName(busArn)}`;
    throw new UnsupportedTemplateError(`an event destination ${bus} (${logicalId})`);
  }
  const eventTypes = listAt(destination, 'MatchingEventTypes').map((type) => readEventType(String(type), logicalId));
  return String(destination['Enabled']) === 'true' ? [{ configurationSetName, eventTypes }] : [];
}

/** The first version of the API writes `renderingFailure` for `RENDERING_FAILURE`. */
function readEventType(type: string, logicalId: string): string {
  const plain = (name: string) => name.replaceAll('_', '').toLowerCase();
  const known = EVENT_TYPES.find((candidate) => plain(candidate) === plain(type));
  if (known === undefined) throw new UnsupportedTemplateError(`the event type ${type} of SES (${logicalId})`);
  return known;
}
