import type { Recorded } from './transcript.ts';

export interface ShapeOptions {
  /** Replaces what is personal in keys. */
  keyOf?(key: string): string;
  /** The fields whose texts are names that a program could look for, such as error codes, and are kept. */
  names?: string[];
}

/** A text with anything else in it is not a name. */
const NAME = /^[A-Za-z][\w.]{0,79}$/;

/** The keys and types of a value, without any value: texts become `text`, a list the different shapes of its items. */
export function shapeOf(value: unknown, options: ShapeOptions = {}): Recorded {
  if (value === null) return null;
  if (typeof value === 'string') return 'text';
  if (value instanceof Date) return 'time';
  if (Array.isArray(value)) return distinct(value.map((item) => shapeOf(item, options)));
  if (typeof value === 'object') return shapeOfFields(value, options);
  return typeof value;
}

/** Each of the values once, in an order that doesn't depend on theirs. */
export function distinct(values: Recorded[]): Recorded[] {
  const byText = new Map(values.map((value) => [JSON.stringify(value), value]));
  return [...byText].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, value]) => value);
}

function shapeOfFields(value: object, options: ShapeOptions): Recorded {
  const { keyOf = (key) => key, names = [] } = options;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  const sorted = fields.sort(([one], [other]) => (one < other ? -1 : 1));
  const shapeAt = (key: string, field: unknown) =>
    names.includes(key) && typeof field === 'string' && NAME.test(field) ? field : shapeOf(field, options);
  return Object.fromEntries(sorted.map(([key, field]) => [keyOf(key), shapeAt(key, field)]));
}
