import { isObject, type JsonObject } from '../json.ts';

const PLAIN_PATH = /^\$(\.[\w-]+(\[\d+\])*)*$/;

/** Whether a path is plain: `$`, or names and indices as in `$.detail.changes[0].accountId`. */
export function isPlainPath(path: string): boolean {
  return PLAIN_PATH.test(path);
}

/** The value at a plain path, or nothing when the event has none. */
export function valueAtPath(event: JsonObject, path: string): unknown {
  const keys = path
    .replace(/^\$\.?/, '')
    .split(/[.[\]]+/)
    .filter((key) => key !== '');
  return keys.reduce<unknown>((value, key) => {
    if (Array.isArray(value)) return value[Number(key)];
    return isObject(value) ? value[key] : undefined;
  }, event);
}
