/** What a text means as JSON; `undefined` if it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A field of an object; `undefined` where there is none. */
export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

/** The text at a path of fields, if there is one. */
export function textAt(value: unknown, ...path: string[]): string | undefined {
  const found = path.reduce(fieldOf, value);
  return typeof found === 'string' ? found : undefined;
}
