import type { ChangeRequest } from '../../schemas/compiled/change-request.js';
import { contactWords } from './contact.ts';
import { labelOf } from './place.ts';
import { exactLine } from './visible-text.ts';

/** What a person wrote, and what the request has instead. */
export interface AsWritten {
  /** `Account`, or in a request for several contacts `SECURITY contact of 222222222222, account`. */
  what: string;
  written: string;
  /** Empty if it was left out. */
  taken: string;
}

/** What was made of what people wrote, with every invisible character spelled out. */
export function asWritten(request: ChangeRequest): AsWritten[] {
  return (request.asWritten ?? []).map(({ pointer, text }) => {
    const keys = pointer.split('/').slice(1);
    return { what: nameOf(keys, request), written: exactLine(text), taken: exactLine(valueAt(keys, request)) };
  });
}

/** `Account: written as “2222-2222-2222”, taken as 222222222222`. */
export function asWrittenText({ what, written, taken }: AsWritten): string {
  return `${what}: written as “${written}”, ${taken === '' ? 'left out' : `taken as ${taken}`}`;
}

function nameOf(keys: string[], { changes }: ChangeRequest): string {
  const label = labelOf(exactLine(keys.at(-1) ?? ''));
  const change = keys[0] === 'changes' && changes.length > 1 ? changes[Number(keys[1])] : undefined;
  return change ? `${contactWords(change)}, ${label.charAt(0).toLowerCase()}${label.slice(1)}` : label;
}

/** The text at this place of the request; empty if there is none. */
function valueAt(keys: string[], request: ChangeRequest): string {
  const value = keys.reduce<unknown>((parent, key) => {
    return typeof parent === 'object' && parent !== null && Object.hasOwn(parent, key)
      ? Reflect.get(parent, key)
      : undefined;
  }, request);
  return typeof value === 'string' ? value : '';
}
