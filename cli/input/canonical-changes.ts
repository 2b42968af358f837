import { canonicalChange, type WrittenValue } from '../../functions/domain/request/canonical-change.ts';
import { visibleLine } from '../../functions/wording/visible-text.ts';
import type { WrittenChanges, WrittenProblem } from './changes.ts';

/** A value that is not taken as it is written. */
export interface Reading {
  /** The index of its change. */
  index: number;
  /** JSON pointer within the change. */
  pointer: string;
  /** As it is written, at most 300 characters. */
  text: string;
  /** As it is taken. */
  taken: string;
}

/** Changes of which everything has been made canonical that can be. */
export interface CanonicalChanges extends WrittenChanges {
  readings: Reading[];
}

/** Makes the changes that people write canonical: outer blanks, upper and lower case, dashes in account ids. */
export function canonicalChanges(written: WrittenChanges): CanonicalChanges {
  const all = written.changes.map(canonicalOf);
  return {
    ...written,
    changes: all.map(({ change }) => change),
    problems: [
      ...(written.problems ?? []),
      ...all.flatMap(({ problems }, index) => problems.map((problem) => ({ index, ...problem }))),
    ],
    readings: all.flatMap(({ asWritten, change }, index) =>
      asWritten
        .map(({ pointer, text }) => ({ index, pointer, text, taken: textAt(change, pointer) }))
        // Of blanks, nothing is left, and that is refused.
        .filter(({ taken }) => taken !== ''),
    ),
  };
}

/** `changes.csv:2: name: taken as "SOC", without the blanks around it` */
export function readingText({ index, pointer, text, taken }: Reading, { places }: WrittenChanges): string {
  const how = text.trim() === taken ? 'without the blanks around it' : `written "${visibleLine(text)}"`;
  return `${places.part(index, pointer)}: taken as "${visibleLine(taken)}", ${how}`;
}

interface Canonical {
  change: unknown;
  asWritten: WrittenValue[];
  problems: Omit<WrittenProblem, 'index'>[];
}

/** What is no change at all is left to the schema, and so is what nobody knows. */
function canonicalOf(written: unknown): Canonical {
  if (!isObject(written)) return { change: written, asWritten: [], problems: [] };
  const { change, asWritten } = canonicalChange(written);
  if (!isObject(change) || change['action'] !== 'DELETE') return { change, asWritten, problems: [] };
  return {
    change,
    asWritten: asWritten.filter(({ pointer }) => !pointer.startsWith('/contact')),
    problems: filledParts(written['contact']).map((pointer) => ({
      pointer,
      message: 'must be empty when the action is DELETE',
    })),
  };
}

/** The contact of a removal says that something else may be meant. */
function filledParts(contact: unknown): string[] {
  if (!isObject(contact)) return isBlank(contact) ? [] : ['/contact'];
  return Object.entries(contact).flatMap(([field, value]) => (isBlank(value) ? [] : [`/contact/${field}`]));
}

function isBlank(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
}

function textAt(change: unknown, pointer: string): string {
  const value = pointer
    .split('/')
    .slice(1)
    .reduce((part: unknown, key) => (isObject(part) ? part[key] : undefined), change);
  return typeof value === 'string' ? value : '';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
