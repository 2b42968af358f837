import { isObject, type JsonObject, objectAt, textAt } from '../json.ts';

/**
 * What a target gets for an event: the event itself, or what `Input`, `InputPath` or `InputTransformer` make of it.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function targetInput(target: JsonObject, event: JsonObject): string {
  const input = textAt(target, 'Input');
  if (input !== undefined) return input;
  const path = textAt(target, 'InputPath');
  if (path !== undefined) return JSON.stringify(valueAt(event, path) ?? null);
  if (isObject(target['InputTransformer'])) return transform(target['InputTransformer'], event);
  return JSON.stringify(event);
}

/** A placeholder within quotes is part of a text; elsewhere it is replaced by its JSON. */
function transform(transformer: JsonObject, event: JsonObject): string {
  const paths = objectAt(transformer, 'InputPathsMap');
  const template = textAt(transformer, 'InputTemplate') ?? '';
  const replace = (name: string, quoted: boolean) => {
    const value = name === 'aws.events.event.json' ? event : valueAt(event, String(paths[name] ?? ''));
    const json = JSON.stringify(value ?? null);
    return quoted ? JSON.stringify(typeof value === 'string' ? value : json).slice(1, -1) : json;
  };
  return template.replaceAll(/"(?:[^"\\]|\\.)*"|<([\w.-]+)>/g, (match, name: string | undefined) =>
    name === undefined
      ? match.replaceAll(/<([\w.-]+)>/g, (_all, inner: string) => replace(inner, true))
      : replace(name, false),
  );
}

/** The value at a plain path such as `$.detail.requestId` or `$.resources[0]`. */
function valueAt(event: JsonObject, path: string): unknown {
  const keys = path
    .replace(/^\$\.?/, '')
    .split(/[.[\]]+/)
    .filter((key) => key !== '');
  return keys.reduce<unknown>((value, key) => {
    if (Array.isArray(value)) return value[Number(key)];
    return isObject(value) ? value[key] : undefined;
  }, event);
}
