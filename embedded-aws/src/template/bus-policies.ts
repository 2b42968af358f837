import { type JsonObject, listAt, objectAt, textAt } from '../json.ts';
import { busName } from './resource-kinds.ts';
import type { Resource, Template } from './template.ts';
import { UnsupportedTemplateError } from './unsupported-template-error.ts';

/** A statement of an event bus's policy that denies everybody but some roles to put events of some types. */
export interface BusDenial {
  eventBusName: string;
  detailTypes: string[];
  /** ARNs of the roles that it is not about. */
  exceptRoles: string[];
}

/** Reads what policies of event buses deny. What they allow concerns other accounts, which put no events here. */
export function readBusDenials(template: Template): BusDenial[] {
  return template.resources('AWS::Events::EventBusPolicy').flatMap((resource) => {
    const statement = objectAt(resource.properties, 'Statement');
    return textAt(statement, 'Effect') === 'Deny' ? [readDenial(resource, statement)] : [];
  });
}

function readDenial({ properties, logicalId }: Resource, statement: JsonObject): BusDenial {
  const condition = objectAt(statement, 'Condition');
  const operators = Object.keys(condition).sort().join(' ');
  const types = objectAt(condition, 'ForAnyValue:StringEquals');
  const roles = objectAt(condition, 'ArnNotEquals');
  const isKnown =
    operators === 'ArnNotEquals ForAnyValue:StringEquals' &&
    Object.keys(types).join() === 'events:detail-type' &&
    Object.keys(roles).join() === 'aws:PrincipalArn' &&
    statement['Principal'] === '*' &&
    statement['Action'] === 'events:PutEvents';
  if (!isKnown)
    throw new UnsupportedTemplateError(`a policy that denies anything but PutEvents of some types (${logicalId})`);
  return {
    eventBusName: busName(textAt(properties, 'EventBusName') ?? ''),
    detailTypes: textsAt(types, 'events:detail-type'),
    exceptRoles: textsAt(roles, 'aws:PrincipalArn'),
  };
}

function textsAt(parent: JsonObject, key: string): string[] {
  const value = textAt(parent, key);
  return value === undefined ? listAt(parent, key).map(String) : [value];
}
