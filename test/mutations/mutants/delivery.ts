import { asList, isObject, resourcesOf, type Template, valueAt } from '../../../resources/validation/template.ts';
import type { Mutant } from './mutant.ts';

/** Whatever keeps an event that could not be delivered or handled, and says how long it is tried. */
export function deliveryMutants(template: Template): Mutant[] {
  return [
    ...resourcesOf(template, 'AWS::Events::Rule').flatMap(({ id, properties }) =>
      asList(properties['Targets']).flatMap((target, index) =>
        ['DeadLetterConfig', 'RetryPolicy']
          .filter((key) => valueAt(target, key) !== undefined)
          .map((key) => mutant(`${id} ${key} of ${valueAt(target, 'Id')}`, [id, 'Properties', 'Targets', index, key])),
      ),
    ),
    ...ofResources(template, 'AWS::Events::EventBus', 'DeadLetterConfig'),
    ...ofResources(template, 'AWS::Lambda::EventInvokeConfig', 'DestinationConfig'),
    ...resourcesOf(template, 'AWS::Lambda::EventInvokeConfig').map(({ id }) => mutant(id, [id])),
  ];
}

function ofResources(template: Template, type: string, key: string): Mutant[] {
  return resourcesOf(template, type)
    .filter(({ properties }) => isObject(properties[key]))
    .map(({ id }) => mutant(`${id} ${key}`, [id, 'Properties', key]));
}

function mutant(place: string, path: Mutant['path']): Mutant {
  return { kind: 'dead letters', place, path: ['Resources', ...path] };
}
