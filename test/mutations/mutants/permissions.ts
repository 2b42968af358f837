import {
  asList,
  isObject,
  type JsonObject,
  resourcesOf,
  type Template,
  valueAt,
} from '../../../resources/validation/template.ts';
import type { Mutant, Path } from './mutant.ts';

/** A statement of a policy, where it is, and where to remove it as a whole. */
interface Statement {
  resource: string;
  content: JsonObject;
  path: Path;
  whole: Path;
}

/** Each permission and each denial of a template: an action, a resource, who, or a value of a condition; and each condition. */
export function permissionMutants(template: Template): Mutant[] {
  const permissions = resourcesOf(template, 'AWS::Lambda::Permission').flatMap(({ id, properties }) => [
    { kind: 'invocation', place: `${id} ${properties['Principal']}`, path: ['Resources', id] },
    ...['SourceArn', 'SourceAccount']
      .filter((key) => key in properties)
      .map((key) => ({ kind: 'condition', place: `${id} ${key}`, path: ['Resources', id, 'Properties', key] })),
  ]);
  return [...statementsOf(template).flatMap(statementMutants), ...permissions];
}

function statementsOf(template: Template): Statement[] {
  return Object.entries(template.Resources).flatMap(([id, resource]) => {
    const path = ['Resources', id];
    return statementsIn(resource, path, path).map((statement) => ({ ...statement, resource: id }));
  });
}

/** Looks for statements below a path. A conditional one is removed with its condition. */
function statementsIn(value: unknown, path: Path, whole: Path): Omit<Statement, 'resource'>[] {
  if (Array.isArray(value))
    return value.flatMap((item, index) => statementsIn(item, [...path, index], [...path, index]));
  if (!isObject(value)) return [];
  if (typeof value['Effect'] === 'string') return [{ content: value, path, whole }];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key !== 'Fn::If') return statementsIn(inner, [...path, key], key === 'Statement' ? whole : [...path, key]);
    return statementsIn(asList(inner)[1], [...path, key, 1], whole);
  });
}

function statementMutants(statement: Statement): Mutant[] {
  const { resource, content, path, whole } = statement;
  const kind = content['Effect'] === 'Deny' ? 'denial' : 'permission';
  const about = aboutOf(content);
  const items = listsOf(content).flatMap(({ keys, values }) =>
    values.map((value, index) => ({
      kind,
      place: `${resource} ${keys.at(-1) === 'Action' ? value : `${about} ${keys.join('.')} ${textOf(value)}`}${scopeOf(content, keys)}`,
      path: [...path, ...keys, index],
    })),
  );
  const conditions = conditionsOf(content).map((keys) => ({
    kind: 'condition',
    place: `${resource} ${about} ${keys.slice(1).join('.')}${scopeOf(content, ['Action'])}`,
    path: [...path, ...keys],
  }));
  const isEachRemoved = Array.isArray(content['Action']) && content['Action'].length > 1;
  const all = { kind, place: `${resource} ${about}${scopeOf(content, ['Action'])}`, path: whole };
  return [...(isEachRemoved ? [] : [all]), ...items, ...conditions];
}

function aboutOf({ Effect, Action }: JsonObject): string {
  const [first, ...others] = asList(Action);
  return `${Effect === 'Deny' ? 'no ' : ''}${first}${others.length > 0 ? ` and ${others.length} more` : ''}`;
}

/** Where a statement has several values, each of which allows or denies something. */
function listsOf(content: JsonObject): { keys: string[]; values: unknown[] }[] {
  const principals = isObject(content['Principal']) ? Object.keys(content['Principal']) : [];
  const all = [['Action'], ['Resource'], ...principals.map((kind) => ['Principal', kind]), ...conditionsOf(content)];
  return all
    .map((keys) => ({ keys, value: valueAt(content, ...keys) }))
    .flatMap(({ keys, value }) => (Array.isArray(value) && value.length > 1 ? [{ keys, values: value }] : []));
}

function conditionsOf({ Condition }: JsonObject): string[][] {
  return Object.entries(Object(Condition)).flatMap(([operator, keys]) =>
    Object.keys(Object(keys)).map((key) => ['Condition', operator, key]),
  );
}

/** Tells statements about the same action apart. */
function scopeOf(content: JsonObject, [list]: string[]): string {
  if (list === 'Condition') return '';
  const values = Object.values(Object(content['Condition'])).flatMap((keys) =>
    Object.values(Object(keys)).flatMap(asList),
  );
  const principal = list === 'Principal' ? undefined : content['Principal'];
  const told = [...(principal === undefined || principal === '*' ? [] : [principal]), ...values];
  if (told.length === 0 && list === 'Action') told.push(...asList(content['Resource']).filter((one) => one !== '*'));
  return told.length === 0 ? '' : ` (${told.map(textOf).join(', ')})`;
}

/** A name, or what an intrinsic function refers to. */
function textOf(value: unknown): string {
  if (!isObject(value)) return String(value);
  return Object.values(value)
    .flatMap(asList)
    .map((part) => (isObject(part) ? Object.values(part).join(' ') : String(part)))
    .join('.');
}
