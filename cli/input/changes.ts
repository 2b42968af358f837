import { contactName } from '../../functions/domain/contact/contact.ts';
import { visibleLine } from '../../functions/wording/visible-text.ts';
import type { Change } from '../../schemas/compiled/change-request.js';
import { flagOf } from './change-flags.ts';

/** Something that is wrong with a change before a schema checks it. */
export interface WrittenProblem {
  /** The index of the change. */
  index: number;
  /** JSON pointer of the part that is wrong, such as `/accountId`; empty for the whole change. */
  pointer: string;
  /** What is wrong; completes a sentence that begins with the name of the place. */
  message: string;
}

/** Changes as the user wrote them, not checked yet, and how to name the places where they are. */
export interface WrittenChanges {
  /** `undefined` where a change could not be read; then there is a problem with its index. */
  changes: unknown[];
  problems?: WrittenProblem[];
  places: Places;
  /** What the file holds besides, in one line: `2 rows without a contact left out`. */
  leftOut?: string;
}

/** How to tell the user where a problem is. */
export interface Places {
  /** All changes together: the file. */
  all: string;
  /** A change, or a part of it, given the rest of the JSON pointer: `changes.csv:5: emailAddress`. */
  part(index: number, pointer: string): string;
  /** A change that a message about another one mentions: `line 5`. */
  mention(index: number): string;
}

/** The places of the change that flags describe, in one account or in many. */
export const FLAG_PLACES: Places = {
  all: 'the change',
  part: (_, pointer) => flagOf(`/changes/0${pointer}`),
  mention: () => 'the change',
};

/**
 * Places in a JSON file: its name and a pointer into it. `pointers` are those of the changes in the file, and `fields` the
 * names that the file has for the parts of a change.
 */
export function jsonPlaces(file: string, pointers: string[], fields: Record<string, string> = {}): Places {
  const { '/contact': contact = '/contact' } = fields;
  const pointerOf = (pointer: string) => fields[pointer] ?? pointer.replace(/^\/contact(?=\/)/, () => contact);
  return {
    all: `${visibleLine(file)}:`,
    part: (index, pointer) =>
      `${visibleLine(file)}: ${visibleLine(`${pointers[index] ?? ''}${pointerOf(pointer)}` || '/')}`,
    mention: (index) => visibleLine(pointers[index] ?? ''),
  };
}

/** Places in a file of JSON Lines: its name, the line, and a pointer into it. */
export function jsonLinePlaces(file: string, lines: number[]): Places {
  return {
    all: `${visibleLine(file)}:`,
    part: (index, pointer) => `${visibleLine(file)}:${lines[index]}: ${visibleLine(pointer)}`.trimEnd(),
    mention: (index) => `line ${lines[index]}`,
  };
}

/** Places in a CSV file: its name, the line and the column, by the name that the file has for it. */
export function csvPlaces(file: string, lines: number[], columns: Record<string, string> = {}): Places {
  const columnOf = (pointer: string) => {
    const field = pointer.split('/').at(-1) ?? '';
    return visibleLine(columns[field] ?? field);
  };
  return {
    all: `${visibleLine(file)}:`,
    part: (index, pointer) => `${visibleLine(file)}:${lines[index]}: ${columnOf(pointer)}`.trimEnd(),
    mention: (index) => `line ${lines[index]}`,
  };
}

/** Changes that come from a record; the contact's name tells where a problem is. */
export function recordedChanges(changes: Change[]): WrittenChanges {
  const names = changes.map(contactName);
  return {
    changes,
    places: {
      all: 'the request',
      part: (index, pointer) => `${names[index]}: ${pointer.split('/').at(-1)}`.trimEnd(),
      mention: (index) => names[index] ?? '',
    },
  };
}
