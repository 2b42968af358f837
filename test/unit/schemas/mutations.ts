import { below, schemaFor } from './schema-files.ts';

/** A copy of an example with one thing wrong. */
export interface Mutation {
  what: string;
  value: unknown;
}

type Key = string | number;

/** Every copy of `example` that lacks a required property, has an unknown one, or a value of another type. */
export function mutationsOf(uri: string, example: unknown): Mutation[] {
  return [...nodes(uri, example, [])].flatMap(({ path, value, schema }) => [
    { what: `${pointer(path)} has another type`, value: withValue(example, path, valueOfOtherType(value)) },
    ...(schema.required ?? []).map((property) => ({
      what: `${pointer([...path, property])} is missing`,
      value: withValue(example, [...path, property], undefined),
    })),
    ...(schema.additionalProperties === false
      ? [
          {
            what: `${pointer([...path, 'unknownProperty'])} is unknown`,
            value: withValue(example, [...path, 'unknownProperty'], 1),
          },
        ]
      : []),
  ]);
}

/** The JSON pointers of the objects in `example` that may have properties which their schema does not name. */
export function openObjects(uri: string, example: unknown): string[] {
  return [...nodes(uri, example, [])]
    .filter(
      ({ value, schema }) => isObject(value) && schema.additionalProperties === undefined && schema.maxProperties !== 0,
    )
    .map(({ path }) => pointer(path));
}

/** Every part of the example that its schema describes. */
function* nodes(
  uri: string,
  value: unknown,
  path: Key[],
): Generator<{ path: Key[]; value: unknown } & ReturnType<typeof schemaFor>> {
  const found = schemaFor(uri, value);
  yield { path, value, ...found };
  if (Array.isArray(value) && found.schema.items) {
    for (const [index, item] of value.entries()) yield* nodes(below(found.uri, 'items'), item, [...path, index]);
  }
  if (!isObject(value)) return;
  for (const [key, child] of Object.entries(value)) {
    if (found.schema.properties?.[key]) yield* nodes(below(found.uri, 'properties', key), child, [...path, key]);
    else if (typeof found.schema.additionalProperties === 'object') {
      yield* nodes(below(found.uri, 'additionalProperties'), child, [...path, key]);
    }
  }
}

/** No schema takes a boolean in place of text or null, or text of this kind in place of anything else. */
function valueOfOtherType(value: unknown): unknown {
  return typeof value === 'string' || value === null ? false : 'text';
}

/** `undefined` removes the property. */
function withValue(root: unknown, [key, ...rest]: Key[], value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(root)) return root.map((item, index) => (index === key ? withValue(item, rest, value) : item));
  const entries = isObject(root) ? Object.entries(root).filter(([name]) => name !== key) : [];
  const child = isObject(root) ? root[key] : undefined;
  const changed = withValue(child, rest, value);
  return Object.fromEntries(changed === undefined ? entries : [...entries, [key, changed]]);
}

function isObject(value: unknown): value is Record<Key, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pointer(path: Key[]): string {
  return `/${path.join('/')}`;
}
