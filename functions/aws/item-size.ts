/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
export const LARGEST_ITEM_BYTES = 400 * 1024;

/** What DynamoDB counts for a list or a map, and for each of its elements. */
const CONTAINER_BYTES = 3;
const ELEMENT_BYTES = 1;

/** The longest that a number can be. */
const NUMBER_BYTES = 21;

/**
 * How many bytes an item has, at most, as DynamoDB counts: the names of its attributes, and their values.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemBytes(item: Record<string, unknown>): number {
  return Object.entries(item).reduce((bytes, [name, value]) => bytes + textBytes(name) + valueBytes(value), 0);
}

/** Nothing is stored of what has no value. */
function valueBytes(value: unknown): number {
  if (value === undefined) return 0;
  if (typeof value === 'string') return textBytes(value);
  if (typeof value === 'number') return NUMBER_BYTES;
  if (typeof value !== 'object' || value === null) return 1;
  const elements = Array.isArray(value) ? value : Object.values(value);
  const names = Array.isArray(value) ? 0 : Object.keys(value).reduce((bytes, name) => bytes + textBytes(name), 0);
  return elements.reduce<number>(
    (bytes, element) => bytes + ELEMENT_BYTES + valueBytes(element),
    CONTAINER_BYTES + names,
  );
}

function textBytes(text: string): number {
  return Buffer.byteLength(text);
}
