import { readSource } from './sources.ts';

/** The events of AWS Organizations and AWS Control Tower that the code reads. */
export function organizationEventNames(): string[] {
  const source = readSource('functions/domain/organization/organization-event.ts');
  const readers = /READERS[^{]*\{\n(.*?)\n\};/s.exec(source)?.[1] ?? '';
  return [...readers.matchAll(/^ {2}(\w+): /gm)].map(([, name = '']) => name);
}
