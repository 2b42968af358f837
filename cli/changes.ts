import { contactName } from '../functions/domain/contact.ts';
import type { Change } from '../functions/domain/request.ts';
import { flagOf } from './change-flags.ts';
import { visibleLine } from './terminal-text.ts';

/** Changes as the user wrote them, not checked yet, and how to name their places. */
export interface WrittenChanges {
  changes: unknown[];
  /** What is wrong before any schema is asked: the index of a change, and the problem. */
  problems?: [index: number, problem: string][];
  places: Places;
}

/** How a user finds what a problem is about. */
export interface Places {
  /** All the changes: the file. */
  all: string;
  /** A change, or a part of it by the rest of its JSON pointer: `changes.csv:5: emailAddress`. */
  part(index: number, pointer: string): string;
  /** A change as another one mentions it: `line 5`. */
  mention(index: number): string;
}

/** The places of one change that was written with flags. */
export const FLAG_PLACES: Places = {
  all: 'the change',
  part: (_, pointer) => flagOf(`/changes/0${pointer}`),
  mention: () => 'the change',
};

/** The places in a JSON file: its name and the pointer into it. */
export function jsonPlaces(file: string, isList: boolean): Places {
  return {
    all: `${visibleLine(file)}:`,
    part: (index, pointer) => `${visibleLine(file)}: ${visibleLine(isList ? `/${index}${pointer}` : pointer || '/')}`,
    mention: (index) => `/${index}`,
  };
}

/** The places in a CSV file: its name, the line and the column. */
export function csvPlaces(file: string, lines: number[]): Places {
  return {
    all: `${visibleLine(file)}:`,
    part: (index, pointer) => `${visibleLine(file)}:${lines[index]}: ${pointer.split('/').at(-1)}`.trimEnd(),
    mention: (index) => `line ${lines[index]}`,
  };
}

/** Changes that nobody wrote: they are made of a record, and known by the contact. */
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
