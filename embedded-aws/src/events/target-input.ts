import { isObject, type JsonObject, objectAt, textAt } from '../json.ts';
import { isPlainPath, valueAtPath } from './event-path.ts';

/** EventBridge's own placeholder for the whole event. */
const WHOLE_EVENT = 'aws.events.event.json';
const PLACEHOLDER = /<([\w.-]+)>/g;

/**
 * The input of a target: the event itself, or what `Input`, `InputPath` or `InputTransformer` make of it.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function targetInput(target: JsonObject, event: JsonObject): string {
  const input = textAt(target, 'Input');
  if (input !== undefined) return input;
  const path = textAt(target, 'InputPath');
  if (path !== undefined) return JSON.stringify(valueAtPath(event, path) ?? null);
  if (isObject(target['InputTransformer'])) return transform(target['InputTransformer'], event);
  return JSON.stringify(event);
}

/** The part of a target's input that isn't supported: a path that is not plain, or a placeholder without a path. */
export function unsupportedInput(target: JsonObject): string | undefined {
  const transformer = objectAt(target, 'InputTransformer');
  const map = objectAt(transformer, 'InputPathsMap');
  const paths = [textAt(target, 'InputPath') ?? '$', ...Object.values(map).map(String)];
  const path = paths.find((candidate) => !isPlainPath(candidate));
  if (path !== undefined) return `the path ${path}`;
  const placeholders = [...(textAt(transformer, 'InputTemplate') ?? '').matchAll(PLACEHOLDER)];
  const unknown = placeholders.find(([, name = '']) => name !== WHOLE_EVENT && !(name in map));
  return unknown && `the placeholder ${unknown[0]}`;
}

/** A placeholder within quotes becomes part of the text; elsewhere, it is replaced by JSON. */
function transform(transformer: JsonObject, event: JsonObject): string {
  const paths = objectAt(transformer, 'InputPathsMap');
  const template = textAt(transformer, 'InputTemplate') ?? '';
  const replace = (name: string, quoted: boolean) => {
    const value = name === WHOLE_EVENT ? event : valueAtPath(event, String(paths[name] ?? ''));
    const json = JSON.stringify(value ?? null);
    return quoted ? JSON.stringify(typeof value === 'string' ? value : json).slice(1, -1) : json;
  };
  return template.replaceAll(/"(?:[^"\\]|\\.)*"|<([\w.-]+)>/g, (match, name: string | undefined) =>
    name === undefined
      ? match.replaceAll(PLACEHOLDER, (_all, inner: string) => replace(inner, true))
      : replace(name, false),
  );
}
