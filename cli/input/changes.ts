import { contactName } from '../../functions/domain/contact/contact.ts';
import { visibleLine } from '../../functions/wording/visible-text.ts';
import type { Change } from '../../schemas/compiled/change-request.js';
import { flagOf } from './change-flags.ts';

/** Changes as the user wrote them, not checked yet, and how to name the places where they are. */
export interface WrittenChanges {
  changes: unknown[];
  /** What is wrong already, before a schema checks it: the index of the change, and the problem. */
  problems?: [index: number, problem: string][];
  places: Places;
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

/** The places of one change that flags describe. */
export const FLAG_PLACES: Places = {
  all: 'the change',
  part: (_, pointer) => flagOf(`/changes/0${pointer}`),
  mention: () => 'the change',
};

/** Places in a JSON file: its name and a pointer into it. */
export function jsonPlaces(file: string, isList: boolean): Places {
  return {
    all: `${visibleLine(file)}:`,
    part: (index, pointer) => `${visibleLine(file)}: ${visibleLine(isList ? `/${index}${pointer}` : pointer || '/')}`,
    mention: (index) => `/${index}`,
  };
}

/** Places in a CSV file: its name, the line and the column. */
export function csvPlaces(file: string, lines: number[]): Places {
  return {
    all: `${visibleLine(file)}:`,
    part: (index, pointer) => `${visibleLine(file)}:${lines[index]}: ${pointer.split('/').at(-1)}`.trimEnd(),
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
