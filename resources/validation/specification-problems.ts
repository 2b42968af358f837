import type { PropertyType, Resource, ResourceProperties, SpecDatabase } from '@aws-cdk/service-spec-types';
import { asList, branchesOf, intrinsicOf, isObject, type Template } from './template.ts';

/**
 * Compares a template with AWS's resource specification, as the AWS CDK publishes it: types, properties and what they take,
 * what is required, and the attributes of `Fn::GetAtt`.
 */
export function specificationProblems(template: Template, specification: SpecDatabase): string[] {
  const properties = Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) => {
    const resource = specified(specification, Type);
    if (!resource) return [`${id}: ${Type} is no type of resource`];
    return propertyProblems({ specification, where: id, properties: resource.properties }, Properties ?? {});
  });
  return [...properties, ...attributeProblems(template, specification)];
}

/** A place in a template, and the properties that it may have. */
interface Place {
  specification: SpecDatabase;
  where: string;
  properties: ResourceProperties;
}

function propertyProblems({ specification, where, properties }: Place, written: Record<string, unknown>): string[] {
  const missing = Object.entries(properties)
    .filter(([name, { required }]) => required && !(name in written))
    .map(([name]) => `${where}: ${name} is required`);
  const others = Object.entries(written).flatMap(([name, value]) => {
    const property = properties[name];
    if (!property) return [`${where}: there is no property ${name}`];
    const place = { specification, where: `${where}.${name}` };
    const types = [property.type, ...(property.previousTypes ?? [])];
    return firstThatFits(
      types.map((type) => branchesOf(value).flatMap((branch) => valueProblems(place, type, branch))),
    );
  });
  return [...missing, ...others];
}

/** What is wrong with a value by the type that it fits best. */
function firstThatFits([first = [], ...others]: string[][]): string[] {
  return others.some((problems) => problems.length === 0) ? [] : first;
}

function valueProblems(place: Omit<Place, 'properties'>, type: PropertyType, value: unknown): string[] {
  // What an intrinsic function gives is known only when the stack exists.
  if (intrinsicOf(value)) return [];
  if (type.type === 'union') return firstThatFits(type.types.map((one) => valueProblems(place, one, value)));
  if (type.type === 'array') return listProblems(place, type.element, value);
  if (type.type === 'map') return isObject(value) ? [] : [`${place.where}: a map is wanted`];
  if (type.type === 'ref') {
    if (!isObject(value)) return [`${place.where}: an object is wanted`];
    const { properties } = place.specification.get('typeDefinition', type.reference);
    return propertyProblems({ ...place, properties }, value);
  }
  if (!isOfType(value, type.type)) return [`${place.where}: ${type.type} is wanted`];
  const allowed = 'allowedValues' in type ? asList(type.allowedValues).map(String) : [];
  return allowed.length === 0 || allowed.includes(String(value)) ? [] : [`${place.where}: ${value} is not allowed`];
}

function listProblems(place: Omit<Place, 'properties'>, element: PropertyType, value: unknown): string[] {
  if (!Array.isArray(value)) return [`${place.where}: a list is wanted`];
  return value.flatMap(branchesOf).flatMap((item) => valueProblems(place, element, item));
}

/** CloudFormation takes `'300'` for a number and `'true'` for a boolean, and the other way round. */
function isOfType(value: unknown, type: string): boolean {
  if (type === 'json' || type === 'tag') return isObject(value) || typeof value === 'string';
  if (isObject(value) || Array.isArray(value)) return false;
  if (type === 'integer') return /^-?\d+$/.test(String(value));
  if (type === 'number') return value !== '' && Number.isFinite(Number(value));
  return type !== 'boolean' || ['true', 'false'].includes(String(value));
}

function attributeProblems(template: Template, specification: SpecDatabase): string[] {
  return Object.entries(template.Resources).flatMap(([id, { Properties }]) =>
    attributesIn(Properties).flatMap(([target, attribute]) => {
      const { Type } = template.Resources[target] ?? {};
      if (Type === undefined) return [`${id}: there is no resource ${target}`];
      const known = specified(specification, Type)?.attributes ?? {};
      return attribute in known ? [] : [`${id}: ${target} has no attribute ${attribute}`];
    }),
  );
}

/** Every `Fn::GetAtt` in a value, as the logical id and the attribute. */
function attributesIn(value: unknown): [string, string][] {
  const intrinsic = intrinsicOf(value);
  if (intrinsic?.name === 'Fn::GetAtt') {
    const [target, ...attribute] = asList(intrinsic.argument).map(String);
    return [[target ?? '', attribute.join('.')]];
  }
  if (Array.isArray(value)) return value.flatMap(attributesIn);
  return isObject(value) ? Object.values(value).flatMap(attributesIn) : [];
}

function specified(specification: SpecDatabase, type: string): Resource | undefined {
  return specification.lookup('resource', 'cloudFormationType', 'equals', type)[0];
}
